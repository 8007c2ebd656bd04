package dev.sofrito.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The part of a cell that answers requests from outside of any scope, which are for whatever revision is the newest:
 * a class of its own, so that these fields lie beside the key that a hit has just looked at, and it misses no cache
 * but once.
 */
abstract sealed class Fresh extends Node permits Cell {

    /** In {@link #fresh} once a walk has closed the memo. */
    private static final Object EXPIRED = new Object();

    private static final VarHandle FRESH;

    static {
        try {
            FRESH = MethodHandles.lookup().findVarHandle(Fresh.class, "fresh", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * The value of the cell's newest memo while that is open and no watermark says otherwise, if a request has
     * looked; else null or {@link #EXPIRED}.
     *
     * <pre>
     *     null --refresh, under the cell's lock--> value
     *     any  --forgetFresh, under the lock--> null        then the cell's memo is replaced
     *     any  --expire, by a walk--> EXPIRED               after it has turned the memo, and before its commit is done
     * </pre>
     *
     * So a value read here held, when it was read, at the root that was current then: it was set while its memo, seen
     * under the lock to be the newest, was open; by an exchange that fails if a walk that has turned the memo since
     * was here first. And if the walk comes second, it takes the value away before the root that it prepares is
     * current.
     */
    private volatile @Nullable Object fresh;

    /**
     * The {@link Root#stamp} of the last request; written by any requester without synchronization. It decides only
     * what {@link Collector} lets go, and losing a race loses one request among others at the same time.
     */
    private int used;

    Fresh(Object key, int hash) {
        super(key, hash);
    }

    /** The value, if it is known to hold at whatever revision is the newest. */
    final @Nullable Object fresh(Root newest) {
        Object value = fresh;
        if (value == null || value == EXPIRED) {
            return null;
        }
        int stamp = newest.stamp;
        if (used != stamp) {
            if (stamp < 0) {
                return null;    // the view is closed
            }
            touch(stamp);
        }
        return value;
    }

    /** Whether it is of no use to {@link #refresh}. */
    final boolean knowsFresh() {
        return fresh != null;
    }

    final void refresh(Object value) {
        FRESH.compareAndSet(this, null, value);
    }

    final void forgetFresh() {
        FRESH.setRelease(this, null);
    }

    final void expire() {
        FRESH.setRelease(this, EXPIRED);
    }

    /** Notes that a request for the cell was made at a root; an older one is no news. */
    final void touch(Root root) {
        touch(root.stamp);
    }

    final void touch(int stamp) {
        if (stamp - used << 1 > 0) {
            used = stamp;
        }
    }

    /** How many revisions ago the cell was last requested. */
    final int unusedSince(Root root) {
        return root.stamp - used & Integer.MAX_VALUE;
    }
}
