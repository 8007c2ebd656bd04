package dev.sofrito.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The values of a query that are known to hold at whatever revision is the newest, by key: those of open memos in the
 * database's own branch that a request from outside of any scope has hit once. The next one finds the value here,
 * beside the key, and looks at neither cell nor memo.
 *
 * <p>A cache of what the cells know: it may forget anything at any time, and what is not here is asked of the cell.
 *
 * <p>The value of an entry:
 *
 * <pre>
 *     null --learn--> LEARNING --learn, if the memo is open still--> value
 *     any  --expire, by a walk--> null       after it has turned the memo, and before its commit is done
 *     any  --learn--> null                   if inputs of MEDIUM or HIGH have changed since the entry's stamp
 * </pre>
 *
 * So a value read here held at some time during the call that read it. <em>As for walks</em>: it was set after its
 * memo was seen to be open, by an exchange that fails if a walk was here since the mark was set; and if the walk comes
 * later, it takes the value away before the root that it prepares is current. A walk that finds no entry, or looks into
 * a page that is then replaced, has turned the memo before the entry was made in the page that is then the current one,
 * and so before {@link #learn} looks whether the memo is open. An open memo is replaced by another only after a walk has
 * turned it and been here, or if a watermark has closed it; what keeps only some of its values, and may so replace one
 * that is open, is never learnt.
 *
 * <p><em>As for watermarks</em>: no commit comes by to say that inputs of {@code MEDIUM} or {@code HIGH} changed. The
 * stamp of an entry tells: it is that of a root at which the value was good. A hit at that very root is content; another
 * asks whether any such input changed since, and if so, leaves it to the cell; else it writes its own stamp there. It
 * may do so late, when there is another value. Call the root that was current once a value was LEARNING, and at which
 * its memo held, that value's root. A stamp that stems from an earlier value is no later than this root, for it was
 * current before: so if nothing changed since the stamp, nothing did since this root. To a request whose own root is
 * earlier than the value's, that one is news which came during the call. And a stamp that stems from a later value is
 * never seen with an earlier one: it is written after that value was read, and is read before the value.
 */
final class Fresh {

    /** In the place of a value while {@link #learn} looks whether that holds. */
    private static final Object LEARNING = new Object();

    /** In the place of a key whose cell was taken out. */
    private static final Object GONE = new Object();

    private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(Object[].class);
    private static final VarHandle MARK = MethodHandles.arrayElementVarHandle(long[].class);

    /** A look for an entry that is not in its first place ends after so many: what has no room there is not learnt. */
    private static final int PROBES = 16;

    /** After so many revisions a commit has all begin anew. */
    static final long ERA = 1 << 29;

    private static final int SMALLEST = 16;
    private static final int MOST = 1 << 28;

    /**
     * The entries, a power of two of them, in two arrays. Key and value are side by side in the one, at an even place
     * and behind that. At half that place of the other is the entry's mark: the key's hash in the upper half, and in
     * the lower one a {@link Root#stamp}.
     *
     * <p>An entry is made under the lock, the mark before the key. The hash stays, and the key is perhaps replaced by
     * {@link #GONE}: so what is read behind it later is its value or null. Stamps are written by any requester, see the
     * class comment; they also tell {@link Collector} when the last request was. Losing a race loses one request: among
     * others at the same time, or one that notes itself just as another page takes the place of this one.
     *
     * <p>An entry is where its hash says, so that keys 1, 2, 3 … share cache lines; or, if another is there, from a
     * place on that has nothing to do with its neighbours, since hash codes that are dense leave no room among them.
     */
    private static final class Page {
        final @Nullable Object[] elements;
        final long[] marks;
        final int shift;

        /**
         * Whether all keys are {@link Integer}s, which their hashes tell apart: then no key has to be looked at.
         * Written under the lock, before a key that is none; read after a key.
         */
        boolean integers = true;

        Page(int entries) {
            this.elements = new Object[2 * entries];
            this.marks = new long[entries];
            this.shift = Integer.numberOfLeadingZeros(entries);
        }

        /** The first place for a hash. */
        int first(int hash) {
            return hash << 1 & elements.length - 1;
        }

        /** The next place for a hash after another. */
        int next(int at, int probe, int hash) {
            return probe == 0 ? (hash * 0x9E3779B9 >>> shift) & -2 : at + 2 & elements.length - 1;
        }

        long mark(int at) {
            return (long) MARK.getAcquire(marks, at >> 1);
        }

        @Nullable Object value(int at) {
            return ELEMENT.getAcquire(elements, at + 1);
        }

        /** The place of a key, or -1. */
        int find(Object key, int hash) {
            int at = first(hash);
            for (int probe = 0; probe <= PROBES; probe++) {
                Object there = ELEMENT.getAcquire(elements, at);
                if (there == null) {
                    return -1;
                }
                if (there == key || (int) (mark(at) >>> 32) == hash && isSame(there, key)) {
                    return at;
                }
                at = next(at, probe, hash);
            }
            return -1;
        }

        /** Whether what is in the place of a key, which has the same hash, is equal to a key. */
        private boolean isSame(Object there, Object key) {
            return integers && key instanceof Integer ? there != GONE : key.equals(there);
        }

        /** The place of a cell's entry, or -1. Only the cell's own key will do, so this calls nothing of a user's. */
        int find(Cell cell) {
            int at = first(cell.hash);
            for (int probe = 0; probe <= PROBES; probe++) {
                Object there = ELEMENT.getVolatile(elements, at);
                if (there == cell.key) {
                    return at;
                }
                if (there == null) {
                    return -1;
                }
                at = next(at, probe, cell.hash);
            }
            return -1;
        }

        /** Makes an entry without a value, under the lock; its place, or -1 if there is no room. */
        int add(Cell cell, Root root) {
            int at = first(cell.hash);
            for (int probe = 0; probe <= PROBES; probe++) {
                if (elements[at] == null) {
                    integers &= cell.key instanceof Integer;
                    marks[at >> 1] = (long) cell.hash << 32 | root.stamp;
                    ELEMENT.setVolatile(elements, at, cell.key);
                    return at;
                }
                at = next(at, probe, cell.hash);
            }
            return -1;
        }

        /** Notes that the value is good at a root, unless a later one is noted. */
        void stamp(int at, long mark, Root root) {
            if (between((int) mark, root.stamp) > 0) {
                MARK.setRelease(marks, at >> 1, mark - (int) mark + root.stamp);
            }
        }
    }

    /** Written under the lock, read by anyone. In an old one nothing is learnt any more, see the class comment. */
    private volatile Page page = new Page(SMALLEST);

    /** Held by who learns or takes out; nobody waits for it in order to answer a request. */
    private final ReentrantLock lock = new ReentrantLock();

    // guarded by the lock: how many entries of the page are taken, and how many of those have a key that is not gone
    private int taken;
    private int present;

    /** The value of a key, if it is known to hold at whatever revision is the newest; the root was that just now. */
    @Nullable Object get(Object key, int hash, Root root) {
        Page page = this.page;
        @Nullable Object[] elements = page.elements;
        int at = hash << 1 & elements.length - 1;
        Object there = ELEMENT.getAcquire(elements, at);
        if (there != key) {    // (most often it is there, and a loop would cost all others)
            at = there == null ? -1 : page.find(key, hash);
            if (at < 0) {
                return null;
            }
        }
        long mark = page.mark(at);
        if ((int) mark != root.stamp) {
            return touch(page, at, mark, root);
        }
        Object value = ELEMENT.getAcquire(elements, at + 1);
        return value == LEARNING ? null : value;
    }

    /**
     * Notes a request; null if the value may be good no more, if the view is closed, or if the page is an old one, where
     * {@link Collector} would not find the note.
     */
    private @Nullable Object touch(Page page, int at, long mark, Root root) {
        Object value = page.value(at);
        if (value == null || value == LEARNING || isOutdated(mark, root)) {
            return null;
        }
        page.stamp(at, mark, root);
        return page == this.page ? value : null;
    }

    /** Whether an input of MEDIUM or HIGH changed after what a mark says, so far as a root knows; or it is closed. */
    private static boolean isOutdated(long mark, Root root) {
        return root.undisturbed < between((int) mark, root.stamp);
    }

    /** How many revisions one stamp is before another; negative if it is after that. */
    private static int between(int one, int other) {
        return other - one << 1 >> 1;
    }

    /** The later one of two stamps. */
    static int later(int one, int other) {
        return between(one, other) > 0 ? other : one;
    }

    /** After a hit of a memo: has the next find its value here, if it may. Waits for nobody: a later one will do. */
    void learn(Cell cell, Memo hit) {
        Branch branch = cell.query.engine.primary;
        if (!hit.isOpen() || cell.query.keep > 0 || knows(cell, branch.current) || !lock.tryLock()) {
            return;
        }
        try {
            Root root = branch.current;
            int at = cell.removed || !hit.holds(root) ? -1 : entry(cell, root);
            if (at < 0) {
                return;
            }
            Page page = this.page;
            @Nullable Object[] elements = page.elements;
            long mark = page.mark(at);
            if (isOutdated(mark, root)) {
                ELEMENT.setVolatile(elements, at + 1, null);
            }
            if (ELEMENT.compareAndSet(elements, at + 1, null, LEARNING)) {
                Root now = branch.current;
                Object value = hit.holds(now) && hit.isOpen() ? hit.value : null;
                if (value != null) {
                    page.stamp(at, mark, now);
                }
                Hooks.reach(Hooks.Point.REFRESHING, cell);
                ELEMENT.compareAndSet(elements, at + 1, LEARNING, value);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether there is a value that is good at a root, or somebody is at it. */
    private boolean knows(Cell cell, Root root) {
        Page page = this.page;
        int at = page.find(cell);
        return at >= 0 && !isOutdated(page.mark(at), root) && page.value(at) != null;
    }

    /** The place of a cell's entry in the page, which may be a new one then; -1 if there is no room. Under the lock. */
    private int entry(Cell cell, Root root) {
        int at = page.find(cell);
        if (at >= 0) {
            return at;
        }
        if (4 * taken >= page.elements.length) {
            turn(cell.query);
        }
        at = page.add(cell, root);
        if (at < 0 && 4 * (taken - present) >= present) {    // there may be no room for all those that are gone
            turn(cell.query);
            at = page.add(cell, root);
        }
        if (at >= 0) {
            taken++;
            present++;
        }
        return at;
    }

    /**
     * Begins a new page, with room for twice as many: an empty one, since a value can't be moved while a walk looks for
     * it. Whoever found the old page before may find a value there that held then.
     */
    private void turn(QueryDefinition query) {
        Page old = page;
        int entries = SMALLEST;
        while (entries < MOST && entries < 3 * present) {
            entries *= 2;
        }
        page = new Page(entries);
        taken = 0;
        present = 0;
        settle(old, query);
    }

    /**
     * By a commit that has done nothing yet, every {@link #ERA} revisions: stamps come again after four of them, and
     * must not be taken for those of long ago.
     */
    void beginAnew(QueryDefinition query) {
        lock.lock();
        try {
            turn(query);
        } finally {
            lock.unlock();
        }
    }

    /** By the walk of a commit or collection in the database's own branch, once it has turned the cell's memo. */
    void expire(Cell cell) {
        Page page = this.page;
        int at = page.find(cell);
        if (at >= 0) {
            ELEMENT.setVolatile(page.elements, at + 1, null);
        }
    }

    /** Has the cells know when they were last requested. */
    void settle(QueryDefinition query) {
        settle(page, query);
    }

    private static void settle(Page page, QueryDefinition query) {
        NodeTable<Cell> cells = query.engine.primary.cells(query);
        for (int at = 0; at < page.elements.length; at += 2) {
            Object key = ELEMENT.getAcquire(page.elements, at);
            long mark = page.mark(at);
            Cell cell = key == null || key == GONE ? null : cells.get(key, (int) (mark >>> 32));
            if (cell != null) {
                cell.touch((int) mark);
            }
        }
    }

    /**
     * The cell was taken out: forgets its key, too. Another cell that has an equal key by now has an entry of its own;
     * or, if it has the very same object for a key, perhaps this one, and then it has to learn again.
     */
    void remove(Cell cell) {
        lock.lock();
        try {
            int at = page.find(cell);
            if (at >= 0) {
                ELEMENT.setVolatile(page.elements, at, GONE);
                ELEMENT.setVolatile(page.elements, at + 1, null);
                present--;
            }
        } finally {
            lock.unlock();
        }
    }
}
