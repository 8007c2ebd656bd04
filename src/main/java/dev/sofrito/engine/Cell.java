package dev.sofrito.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One key of a query, in one branch or frozen view: the newest memo and, while it is being validated or run, by which
 * frame.
 *
 * <p>States of {@link #running}:
 *
 * <pre>
 *     null --claim--> frame --release--> null
 *                     frame --overtake--> another frame, at a later revision (see {@link Overtake})
 * </pre>
 *
 * <p>Only who holds the claim publishes memos; of a cell of a frozen view also who holds that of the live cell and
 * used something from such a view, if there is no value yet ({@link Publish}). It does so under the cell's lock, and
 * so does who cuts an older memo off or clones the cell. A hit never takes the lock.
 */
final class Cell extends Node {

    /** Stands for the memo of a cell whose branch has not yet looked where it began; holds nowhere. */
    static final Memo UNBORN = new Memo(null, Reads.NONE, 0, -1, -1, 0);

    private static final VarHandle RUNNING;
    private static final VarHandle MEMO;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            RUNNING = lookup.findVarHandle(Cell.class, "running", Frame.class);
            MEMO = lookup.findVarHandle(Cell.class, "memo", Memo.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final QueryDefinition query;

    /** The newest memo; written under the lock by who may publish, or once by anyone if it is {@link #UNBORN}. */
    volatile @Nullable Memo memo;

    /** Who validates or runs the cell; see the class comment. */
    volatile @Nullable Frame running;

    /**
     * Whether {@link Collector} takes it out of its table; written under the commit lock and with a claim, before it
     * does, and read by runs that look for it and by who has claimed it. Who has it in hand may use what it remembers,
     * but no run is led to it that would find another one in the table, nothing more is made for it ({@link Fetch}),
     * and what has read it is validated against that one. (Who looks just before is at a root of before.)
     */
    volatile boolean removed;

    /**
     * The {@link Root#stamp} of the last request that came here; written by any requester without synchronization. It
     * decides only what {@link Collector} lets go, and losing a race loses one request among others at the same time.
     */
    private int used;

    Cell(QueryDefinition query, Object key, int hash, @Nullable Memo memo) {
        super(key, hash);
        this.query = query;
        MEMO.set(this, memo);   // published with the cell
    }

    /** The lock of this cell, and of others of the same stripe: one each would be a third of a cell's memory. */
    ReentrantLock lock() {
        return query.engine.locks.of(hash);
    }

    boolean claim(Frame frame) {
        return RUNNING.compareAndSet(this, null, frame);
    }

    /** Passes the claim from a frame that was overtaken to the one that did so. */
    boolean pass(Frame from, Frame to) {
        return RUNNING.compareAndSet(this, from, to);
    }

    /** Gives the claim back, if it is still there. */
    void release(Frame frame) {
        RUNNING.compareAndSet(this, frame, null);
    }

    /** Gives the claim back, by who has it for certain: its frame has not been overtaken, and can't be any more. */
    void release() {
        RUNNING.setRelease(this, (Frame) null);
    }

    /** By who holds the claim and the lock; giving that back puts this before all that its thread looks at later. */
    void replace(Memo next, Root root) {
        MEMO.setRelease(this, next);
        touch(root);
    }

    /** Sets the memo of an unborn cell; false if another thread was faster. */
    boolean beBorn(@Nullable Memo first) {
        return MEMO.compareAndSet(this, UNBORN, first);
    }

    /** The newest memo that does not begin after a revision, or null. */
    @Nullable Memo memoAt(long revision) {
        Memo candidate = memo;
        while (candidate != null && candidate.from > revision) {
            candidate = candidate.older();
        }
        return candidate == UNBORN ? null : candidate;
    }

    /** Cuts off an older memo that no root needs any more. */
    void forget(Memo memo) {
        lock().lock();
        try {
            Memo younger = this.memo;
            while (younger != null && younger.older() != memo) {
                younger = younger.older();
            }
            if (younger instanceof RetainedMemo retained) {
                retained.older(memo.older());
            }
        } finally {
            lock().unlock();
        }
    }

    /** Notes that a request for the cell was made at a root; an older one is no news. */
    void touch(Root root) {
        touch(root.stamp);
    }

    void touch(int stamp) {
        used = Fresh.later(used, stamp);
    }

    int used() {
        return used;
    }

    /** How many revisions before a root the cell was last requested, so far as {@link Fresh} has told. */
    int unusedSince(Root root) {
        int stamp = Fresh.later(used, root.stamp);    // (requests go on, at later roots too)
        return stamp - used & Integer.MAX_VALUE;
    }

    @Override
    String label() {
        return query.label(key);
    }
}
