package dev.sofrito.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A root that is held, so that the memos it needs stay; and with it the root where its branch began, for what is still
 * to be adopted from there, and so on.
 */
record Hold(Root root, @Nullable Hold base) {

    /** Takes hold of a root; null if it is gone, neither current nor held by anyone, or if its view was just closed. */
    static @Nullable Hold of(Root root) {
        Root origin = root.branch.base;
        if (origin == null) {
            return root.branch.pins.hold(root) ? new Hold(root, null) : null;
        }
        List<Root> roots = new ArrayList<>();    // (snapshots of snapshots may be nested deeper than a stack is)
        roots.add(root);
        for (Root base = origin; base != null; base = base.branch.base) {
            roots.add(base);
        }
        Hold hold = null;
        for (int i = roots.size() - 1; i >= 0; i--) {
            Root next = roots.get(i);
            boolean lacksBase = hold == null && i < roots.size() - 1 && next.branch.base != null;
            if (!lacksBase && next.branch.pins.hold(next)) {
                hold = new Hold(next, hold);
            } else if (hold != null) {
                hold.release();
                hold = null;
            }
        }
        return hold;
    }

    void release() {
        for (Hold hold = this; hold != null; hold = hold.base) {
            hold.root.branch.pins.release(hold.root);
        }
    }
}
