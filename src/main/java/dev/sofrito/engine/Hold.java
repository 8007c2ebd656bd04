package dev.sofrito.engine;

import org.jspecify.annotations.Nullable;

/**
 * A root that is held, so that the memos it needs stay; and with it the root where its branch began, for what is still
 * to be adopted from there, and so on.
 */
record Hold(Root root, @Nullable Hold base) {

    /** Takes hold of a root; null if it is gone, neither current nor held by anyone, or if its view was just closed. */
    static @Nullable Hold of(Root root) {
        Root origin = root.branch.base;
        Hold base = origin == null ? null : of(origin);
        if (origin != null && base == null && root.branch.base != null) {
            return null;
        }
        if (root.branch.pins.hold(root)) {
            return new Hold(root, base);
        }
        if (base != null) {
            base.release();
        }
        return null;
    }

    void release() {
        root.branch.pins.release(root);
        if (base != null) {
            base.release();
        }
    }
}
