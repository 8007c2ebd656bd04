package dev.sofrito.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A memo that was replaced but that a pinned root still needs: an element of that root's dead list. The lists are
 * leftist heaps (Crane 1972), youngest memo on top, so that a root that goes can drop what it alone needed and hand the
 * rest to the next older root. Each step is logarithmic, not only on average: other threads spin meanwhile. The idea
 * of dead lists is that of ZFS.
 *
 * <p>Guarded by the lock of {@link Pins}.
 */
final class DeadMemo {

    final Cell cell;
    final Memo memo;

    /** What is below; the way down to where there is nothing is at least as long on the left as on the right. */
    @Nullable DeadMemo left;
    @Nullable DeadMemo right;

    /** How long that way is on the right, this one included: at most logarithmic in the number of memos. */
    int rank = 1;

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
        top.right = meld(top.right, top == a ? b : a);
        if (rank(top.left) < rank(top.right)) {
            DeadMemo longer = top.right;
            top.right = top.left;
            top.left = longer;
        }
        top.rank = rank(top.right) + 1;
        return top;
    }

    private static int rank(@Nullable DeadMemo heap) {
        return heap == null ? 0 : heap.rank;
    }

    /** The heap without its top. */
    private static @Nullable DeadMemo pop(DeadMemo top) {
        DeadMemo rest = meld(top.left, top.right);
        top.left = null;
        top.right = null;
        return rest;
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
