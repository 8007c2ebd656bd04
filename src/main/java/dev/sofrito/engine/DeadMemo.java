package dev.sofrito.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A memo that was replaced but that a pinned root still needs: an element of that root's dead list. The lists are
 * pairing heaps (Fredman, Sedgewick, Sleator, Tarjan 1986), youngest memo on top, so that a root that goes can drop
 * what it alone needed and hand the rest to the next older root in one step. The idea of dead lists is that of ZFS.
 *
 * <p>Guarded by the lock of {@link Pins}.
 */
final class DeadMemo {

    final Cell cell;
    final Memo memo;
    private @Nullable DeadMemo child;
    private @Nullable DeadMemo sibling;

    DeadMemo(Cell cell, Memo memo) {
        this.cell = cell;
        this.memo = memo;
    }

    static @Nullable DeadMemo meld(@Nullable DeadMemo a, @Nullable DeadMemo b) {
        if (a == null) {
            return b;
        }
        if (b == null) {
            return a;
        }
        DeadMemo top = a.memo.from >= b.memo.from ? a : b;
        DeadMemo below = top == a ? b : a;
        below.sibling = top.child;
        top.child = below;
        return top;
    }

    /** The heap without its top. */
    static @Nullable DeadMemo pop(DeadMemo top) {
        DeadMemo pairs = null;
        for (DeadMemo a = top.child; a != null;) {
            DeadMemo b = a.sibling;
            DeadMemo rest = b == null ? null : b.sibling;
            a.sibling = null;
            if (b != null) {
                b.sibling = null;
            }
            DeadMemo pair = meld(a, b);
            pair.sibling = pairs;
            pairs = pair;
            a = rest;
        }
        DeadMemo heap = null;
        while (pairs != null) {
            DeadMemo rest = pairs.sibling;
            pairs.sibling = null;
            heap = meld(heap, pairs);
            pairs = rest;
        }
        top.child = null;
        return heap;
    }

    /**
     * Takes from a heap what is younger than a bound, up to a number of memos.
     *
     * @return the rest of the heap
     */
    static @Nullable DeadMemo takeYounger(@Nullable DeadMemo heap, long bound, int most, List<DeadMemo> taken) {
        while (heap != null && heap.memo.from > bound && taken.size() < most) {
            taken.add(heap);
            heap = pop(heap);
        }
        return heap;
    }
}
