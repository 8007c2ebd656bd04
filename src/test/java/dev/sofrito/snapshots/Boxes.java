package dev.sofrito.snapshots;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/** Values with an identity, and the count of those that can still be reached: an exact measure of what is kept. */
final class Boxes {

    private final List<WeakReference<Box>> made = new ArrayList<>();   // guarded by this

    /** A value; equal to no other. */
    static final class Box {

        final int n;

        private Box(int n) {
            this.n = n;
        }
    }

    Box make(int n) {
        Box box = new Box(n);
        synchronized (this) {
            made.add(new WeakReference<>(box));
        }
        return box;
    }

    /** How many the collector has not taken yet. */
    synchronized int live() {
        made.removeIf(reference -> reference.refersTo(null));
        return made.size();
    }
}
