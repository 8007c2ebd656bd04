package dev.sofrito.engine;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The old roots of a branch that somebody still reads: requests under way, blocks, snapshots. A list, oldest first.
 *
 * <p>When a memo is replaced that one of them still needs, it stays reachable from its cell as an older memo and goes
 * on the dead list of the newest of them. "Needs" means: the root's revision lies between the memo's and that of the
 * one in its place. There the memo holds, or is what the cell has to be validated against. Replacing so costs the same
 * with one old root as with ten thousand; each memo is on one list.
 *
 * <p>Invariant: a root that is held ({@code holders > 0}) and not current is in the list. A holder counts itself
 * first and looks at {@code current} after that; a commit lists the root first, then makes the new one current, then
 * looks at the count: so one sees the other. (A {@code LongAdder} counts with release only, so there is a fence
 * between.) Once a root is not current its count comes from holders that were there already, and who drops it from
 * the list does so under the lock and only at zero.
 */
final class Pins {

    /** How many dead memos are let go under one hold of the lock. */
    private static final int CHUNK = 512;

    /** How many times that who lets a root go does itself. */
    private static final int CHUNKS = 8;

    private final ShortLock lock = new ShortLock();

    /** The newest in the list; written under the lock. */
    private volatile @Nullable Root newest;

    /** Counts a holder of a root. False if the root is neither current nor in the list: take a newer one. */
    boolean hold(Root root) {
        root.holders.increment();
        VarHandle.fullFence();
        if (root.branch.current == root) {
            return true;
        }
        lock.lock();
        try {
            if (root.listed) {
                return true;
            }
        } finally {
            lock.unlock();
        }
        root.holders.decrement();
        return false;
    }

    /** Ends what {@link #hold} began. */
    void release(Root root) {
        root.holders.decrement();
        VarHandle.fullFence();    // of two who let go at the same time one sees a count of zero
        if (root.branch.current != root && root.holders.sum() == 0) {
            dropIfUnheld(root);
        }
    }

    /** By the writer: the root is about to become old. */
    void retire(Root root) {
        lock.lock();
        try {
            Root before = newest;
            root.older = before;
            if (before != null) {
                before.newer = root;
            }
            root.listed = true;
            newest = root;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes a root out of the list if nobody holds it, and lets go of the memos that only it needed: the first ones
     * here, and if there are many the rest on a thread of its own, so that closing a snapshot does not take as long as
     * all that was recomputed since. Until then the root stays in the list.
     */
    void dropIfUnheld(Root root) {
        for (int i = 0; i < CHUNKS; i++) {
            if (!dropSome(root)) {
                return;
            }
        }
        Thread.ofVirtual().name("sofrito cleanup").inheritInheritableThreadLocals(false).start(() -> {
            while (dropSome(root)) {
                Thread.yield();
            }
        });
    }

    /** Whether there is more to let go of. */
    private boolean dropSome(Root root) {
        List<DeadMemo> gone = new ArrayList<>();
        boolean more;
        lock.lock();
        try {
            if (!root.listed || root.holders.sum() != 0) {
                return false;
            }
            Root older = root.older;
            root.dead = DeadMemo.takeYounger(root.dead, older == null ? -1 : older.revision, CHUNK, gone);
            more = gone.size() == CHUNK;
            if (!more) {
                unlink(root, older);
            }
        } finally {
            lock.unlock();
        }
        for (DeadMemo dead : gone) {
            dead.cell.forget(dead.memo);
        }
        return more;
    }

    private void unlink(Root root, @Nullable Root older) {
        Root newer = root.newer;
        if (older != null) {
            older.newer = newer;
            older.dead = DeadMemo.meld(older.dead, root.dead);
        }
        if (newer != null) {
            newer.older = older;
        } else {
            newest = older;
        }
        root.dead = null;
        root.newer = null;
        root.older = null;
        root.listed = false;
    }

    /**
     * The oldest revision at which anybody is or will be, given what was the current root just now: that is read first,
     * since a commit lists it before there is another one.
     */
    long oldest(Root current) {
        lock.lock();
        try {
            long oldest = current.revision;
            for (Root root = newest; root != null; root = root.older) {
                oldest = Math.min(oldest, root.revision);
            }
            return oldest;
        } finally {
            lock.unlock();
        }
    }

    /**
     * By the publisher of a memo at a root, under the cell's lock: whether the memo that it replaces is still needed.
     * If so it is on a dead list now; who lets it go waits for the cell's lock.
     *
     * <p>Nobody can come to need it later: new holders take the current root, and hold ones that are listed.
     */
    boolean retain(Cell cell, Memo memo, Root root) {
        if (newest == null) {
            return false;
        }
        lock.lock();
        try {
            Root pinned = root.listed ? root.older : newest;
            while (pinned != null && pinned.revision >= root.revision) {
                pinned = pinned.older;    // (only while the commit that made this root current is not through)
            }
            if (pinned == null || pinned.revision < memo.from) {
                return false;
            }
            pinned.dead = DeadMemo.meld(pinned.dead, new DeadMemo(cell, memo));
            return true;
        } finally {
            lock.unlock();
        }
    }
}
