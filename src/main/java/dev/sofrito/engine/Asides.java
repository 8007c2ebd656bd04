package dev.sofrito.engine;

import java.lang.invoke.VarHandle;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which cells of a branch have a memo in a root's frozen view that goes on from the last one that the live cell had
 * there: that is, it tells of the same change ({@link Memo#changedAt}).
 *
 * <p>Invariant: no live memo of a revision before that root's comes after it, whatever requests at older roots may do;
 * for such a one could have another value, what has read that would begin later than the change told of, and be taken
 * for unchanged. So who publishes at a root into the live cell looks here first, with its claim in place, and if there
 * is a later revision publishes aside, too. Who goes on from a live memo notes that here first, and then looks whether
 * another frame has the claim, then whether the memo is still the last one. So at least one of them sees the other.
 */
final class Asides {

    /** So few cells are not worth a look at which of them still matter. */
    private static final int FEW = 64;

    private final Branch branch;

    /** The newest such root's revision, by live cell. (A cell is equal only to itself.) */
    private final ConcurrentMap<Cell, Long> revisions = new ConcurrentHashMap<>();

    /** At least as late as all of them, so that most publications need look no further; raised after those. */
    private final AtomicLong newest = new AtomicLong(-1);

    /** From so many on a look at what is of no more use pays; a race decides only when that is. */
    private volatile int many = FEW;

    Asides(Branch branch) {
        this.branch = branch;
    }

    /**
     * Whether a frame, which is about to publish aside, may go on from the memo that it has found in the live cell.
     */
    boolean goOn(Frame frame, Cell live) {
        long revision = frame.root.revision;
        revisions.merge(live, revision, Math::max);
        newest.accumulateAndGet(revision, Math::max);
        if (revisions.size() > many) {
            sweep();
        }
        Frame running = live.running;
        return (running == null || running == frame || running.root.revision > revision)
                && !live.removed
                && live.memoAt(revision) == frame.old;
    }

    /**
     * Whether a memo of a root would come too late for the live cell, by who has claimed that. So does one of a root
     * that nobody holds, which a task left behind may still make: what concerns that one may be swept. (Whoever sweeps
     * has found it unlisted; so who misses what was swept, and looks for that after the map, finds it so too.)
     */
    boolean isTooLate(Cell live, Root root) {
        if (root.revision >= newest.get()) {
            return false;
        }
        VarHandle.fullFence();    // the map's reads have less order than the claim before and `newest`
        return root.revision < revisions.getOrDefault(live, -1L) || !root.listed;
    }

    /** How many cells are noted. */
    int size() {
        return revisions.size();
    }

    /** Drops what concerns nobody: there is no root left before that revision, nor will there be one again. */
    private void sweep() {
        long oldest = branch.pins.oldest(branch.current);
        revisions.values().removeIf(revision -> revision <= oldest);
        many = Math.max(FEW, 2 * revisions.size());
    }
}
