package dev.sofrito.engine;

import dev.sofrito.Revision;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The state of a view, apart from the handle that users hold, so that a forgotten snapshot can be cleaned up.
 *
 * <pre>
 *     database:   own branch --close--> closed
 *     snapshot:   pinned root --first mutation, or deep clone--> own branch --close--> closed
 * </pre>
 */
final class ViewState implements Runnable {

    final Engine engine;

    /**
     * Guards the transitions; held while a block of mutations runs that may be the first. Comes before all other locks.
     */
    private final ReentrantLock lock = new ReentrantLock();

    /** The view's own branch, null before it has one and once closed; written under the lock. */
    private volatile @Nullable Branch own;

    private final boolean isDatabase;

    /** The root of another branch that a snapshot reads; null for the database, and once closed. */
    private volatile @Nullable Root pinned;

    /** Holds the pinned root; null once that is no longer needed. Guarded by the lock. */
    private @Nullable Hold hold;

    /** Written once, under the lock. */
    private volatile boolean closed;

    /** A database. */
    ViewState(Branch own) {
        this.engine = own.engine;
        this.own = own;
        this.isDatabase = true;
    }

    /** A snapshot, which takes over the hold. */
    ViewState(Hold hold) {
        this.engine = hold.root().branch.engine;
        this.isDatabase = false;
        this.pinned = hold.root();
        this.hold = hold;
    }

    /** Takes hold of the newest root of the view. */
    Hold hold() {
        Hold hold = holdIfOpen();
        if (hold == null) {
            throw closedException();
        }
        return hold;
    }

    /** The same; null if the view is closed. */
    @Nullable Hold holdIfOpen() {
        for (;;) {
            Root root = rootIfOpen();
            Hold hold = root == null ? null : Hold.of(root);
            if (root == null || hold != null) {
                return hold;
            }
        }
    }

    /** The newest root, not held: good for one look. */
    Root root() {
        Root root = rootIfOpen();
        if (root == null) {
            throw closedException();
        }
        return root;
    }

    private @Nullable Root rootIfOpen() {
        Branch branch = own;
        Root root = branch == null ? pinned : branch.current;
        return closed || root == null || root.revision == Branch.CLOSED ? null : root;
    }

    /** Whether a root belongs to this view's present or past. */
    boolean has(Root root) {
        return root == pinned || root.branch == own;
    }

    /** The view's own branch: a snapshot's is made now, if it has none yet. */
    Branch branch() {
        Branch branch = own;
        if (branch != null) {
            checkOpen();
            return branch;
        }
        lock.lock();
        try {
            checkOpen();
            branch = own;
            if (branch == null) {
                branch = new Branch(root());
                own = branch;
            }
            return branch;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Applies mutations, one caller after another.
     *
     * @param stage gives the changes, from the root that they start from
     * @param done told the root before and the root that has the changes, before the next caller gets its turn
     */
    Revision mutate(Function<Root, List<Change>> stage, BiFunction<Root, Root, Revision> done) {
        Branch branch = own;
        if (branch == null) {
            lock.lock();
            try {
                checkOpen();
                branch = own;
                if (branch == null) {
                    Root root = root();
                    return part(root, stage.apply(root), done);
                }
            } finally {
                lock.unlock();
            }
        }
        branch.commitLock.lock();
        try {
            Root before = root();
            List<Change> changes = stage.apply(before);
            checkOpen();    // the block may have closed it
            return done.apply(before, Commit.apply(branch, changes));
        } finally {
            branch.commitLock.unlock();
        }
    }

    /**
     * The first mutation of a snapshot parts it from its source; one that changes nothing does not. The branch is seen
     * by others before this is through, so its commit lock keeps their mutations waiting: the root made here stays the
     * newest until whoever made it holds it.
     */
    private Revision part(Root pinned, List<Change> changes, BiFunction<Root, Root, Revision> done) {
        checkOpen();    // the block may have closed it
        if (!Commit.isEffective(pinned, changes)) {
            return done.apply(pinned, pinned);
        }
        Branch branch = new Branch(pinned);
        branch.commitLock.lock();
        try {
            Root after = Commit.apply(branch, changes);
            own = branch;
            Hooks.reach(Hooks.Point.PARTED, after);
            return done.apply(pinned, after);
        } finally {
            branch.commitLock.unlock();
        }
    }

    boolean isClosed() {
        return closed;
    }

    void checkOpen() {
        if (closed) {
            throw closedException();
        }
    }

    IllegalStateException closedException() {
        Branch branch = own;
        Throwable broken = branch == null ? null : branch.broken;
        String what = isDatabase ? "the database" : "the snapshot";
        return broken == null
                ? new IllegalStateException(what + " is closed")
                : new IllegalStateException(what + " can't go on: a commit broke off in the middle. Make another one;"
                        + " snapshots taken before still have the inputs", broken);
    }

    @Override
    public String toString() {
        Root root = rootIfOpen();
        String what = isDatabase ? "Database" : "Snapshot";
        return what + (root == null ? "[closed]" : "[revision " + root.revision + "]");
    }

    /** By the deep clone: the branch has all that it needs from where it began. */
    void independent(Branch branch) {
        Adopt.end(branch);
        letGo();
    }

    /** Lets go of what the view holds. Requests under way hold for themselves what they need. */
    void close() {
        Branch branch;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            branch = own;
            own = null;
            pinned = null;
        } finally {
            lock.unlock();
        }
        if (branch != null) {
            branch.close();
        }
        letGo();
    }

    /** Closes a snapshot that was forgotten. */
    @Override
    public void run() {
        close();
    }

    private void letGo() {
        Hold held;
        lock.lock();
        try {
            held = hold;
            hold = null;
        } finally {
            lock.unlock();
        }
        if (held != null) {
            held.release();
        }
    }
}
