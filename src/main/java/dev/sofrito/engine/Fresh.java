package dev.sofrito.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The values of a query that are known to hold at whatever revision is the newest, by key: those of open memos without
 * watermarks, in the database's own branch, that a request from outside of any scope has hit once. The next one finds
 * the value here, beside the key, and looks at neither cell nor memo.
 *
 * <p>A cache of what the cells know: it may forget anything at any time, and what is not here is asked of the cell.
 *
 * <p>The value of an entry:
 *
 * <pre>
 *     null --learn--> LEARNING --learn, if the memo is open still--> value
 *     any  --expire, by a walk--> null       after it has turned the memo, and before its commit is done
 * </pre>
 *
 * So a value read here held at some time during the call that read it: it was set after its memo was seen to be open,
 * by an exchange that fails if a walk was here since the mark was set; and if the walk comes later, it takes the value
 * away before the root that it prepares is current. A walk that finds no entry, or looks into a page that is then
 * replaced, has turned the memo before the entry was made in the page that is then the current one, and so before
 * {@link #learn} looks whether the memo is open. An open memo is replaced by another only after a walk has turned it
 * and been here; what keeps only some of its values, and may so replace one that is open, is never learnt.
 */
final class Fresh {

    /** In the place of a value while {@link #learn} looks whether that holds. */
    private static final Object LEARNING = new Object();

    /** In the place of a key whose cell was taken out. */
    private static final Object GONE = new Object();

    private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(Object[].class);

    /** A look at an entry and at those behind it ends after so many: what has no room there is not learnt. */
    private static final int PROBES = 16;

    private static final int SMALLEST = 16;
    private static final int MOST = 1 << 28;

    /**
     * The entries, a power of two of them, in two arrays: an entry has its key at an even place of the one, its value
     * behind that, and the {@link Root#stamp} of the last request at half that place of the other.
     *
     * <p>A key is set once, under the lock, and perhaps replaced by {@link #GONE}: so what is read behind it later is
     * its value or null. Stamps are written by any requester without synchronization. They decide only what
     * {@link Collector} lets go, and losing a race loses one request among others at the same time.
     *
     * <p>Hashes are not kept: they would be a third place in memory to look at, which costs more than to compare with
     * another key now and then.
     */
    private static final class Page {
        final @Nullable Object[] elements;
        final int[] stamps;

        Page(int entries) {
            elements = new Object[2 * entries];
            stamps = new int[entries];
        }

        /** The place of a key, or -1. */
        int find(Object key, int hash) {
            int mask = elements.length - 1;
            int at = hash << 1 & mask;
            for (int probe = 0; probe < PROBES; probe++) {
                Object there = ELEMENT.getAcquire(elements, at);
                if (there == null) {
                    return -1;
                }
                if (there == key || there.equals(key)) {
                    return at;
                }
                at = at + 2 & mask;
            }
            return -1;
        }

        /** Makes an entry without a value, under the lock; its place, or -1 if there is no room. */
        int add(Object key, int hash, int stamp) {
            int mask = elements.length - 1;
            int at = hash << 1 & mask;
            for (int probe = 0; probe < PROBES; probe++) {
                if (elements[at] == null) {
                    stamps[at >> 1] = stamp;
                    ELEMENT.setVolatile(elements, at, key);
                    return at;
                }
                at = at + 2 & mask;
            }
            return -1;
        }
    }

    /** Written under the lock, read by anyone. What is in an old one stays as it is, see the class comment. */
    private volatile Page page = new Page(SMALLEST);

    /** Held by who learns or takes out; nobody waits for it in order to answer a request. */
    private final ReentrantLock lock = new ReentrantLock();

    // guarded by the lock: how many entries of the page are taken, and how many of those have a key that is not gone
    private int taken;
    private int present;

    /** The value of a key, if it is known to hold at whatever revision is the newest, of which the stamp is given. */
    @Nullable Object get(Object key, int hash, int stamp) {
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
        Object value = ELEMENT.getAcquire(elements, at + 1);
        if (value == null || value == LEARNING) {
            return null;
        }
        return page.stamps[at >> 1] == stamp || touch(page, at >> 1, stamp) ? value : null;
    }

    /** Notes a request; false if the view is closed, or if the page is an old one. */
    private boolean touch(Page page, int entry, int stamp) {
        if (stamp < 0) {
            return false;
        }
        page.stamps[entry] = later(page.stamps[entry], stamp);
        return page == this.page;
    }

    /** The later one of two stamps. */
    static int later(int one, int other) {
        return other - one << 1 > 0 ? other : one;
    }

    /** After a hit of a memo: has the next find its value here, if it may. Waits for nobody: a later one will do. */
    void learn(Cell cell, Memo hit) {
        if (!hit.isOpenUnmarked() || cell.query.keep > 0 || knows(cell) || !lock.tryLock()) {
            return;
        }
        try {
            int at = entry(cell);
            if (at < 0) {
                return;
            }
            @Nullable Object[] elements = page.elements;
            if (ELEMENT.compareAndSet(elements, at + 1, null, LEARNING)) {
                Object value = hit.isOpenUnmarked() ? hit.value : null;
                Hooks.reach(Hooks.Point.REFRESHING, cell);
                ELEMENT.compareAndSet(elements, at + 1, LEARNING, value);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether there is a value, or somebody is at it. */
    private boolean knows(Cell cell) {
        Page page = this.page;
        int at = page.find(cell.key, cell.hash);
        return at >= 0 && ELEMENT.getAcquire(page.elements, at + 1) != null;
    }

    /** The place of a cell's key in the page, which may be a new one then; -1 if there is no room. Under the lock. */
    private int entry(Cell cell) {
        int at = page.find(cell.key, cell.hash);
        if (at >= 0) {
            return at;
        }
        if (3 * taken >= 2 * page.stamps.length) {
            turn(cell.query);
        }
        at = page.add(cell.key, cell.hash, cell.used());
        if (at < 0 && 4 * (taken - present) >= present) {    // there may be no room for all those that are gone
            turn(cell.query);
            at = page.add(cell.key, cell.hash, cell.used());
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
        while (entries < MOST && entries < 2 * present) {
            entries *= 2;
        }
        page = new Page(entries);
        taken = 0;
        present = 0;
        settle(old, query);
    }

    /** By the walk of a commit or collection in the database's own branch, once it has turned the cell's memo. */
    void expire(Cell cell) {
        Page page = this.page;
        int at = page.find(cell.key, cell.hash);
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
            Cell cell = key == null || key == GONE ? null : cells.get(key, NodeTable.hash(key));
            if (cell != null) {
                cell.touch(page.stamps[at >> 1]);
            }
        }
    }

    /**
     * The cell was taken out: forgets its key, too. If another cell has the key by now, it has to learn again; who
     * found the key before finds what was right then, or nothing.
     */
    void remove(Cell cell) {
        lock.lock();
        try {
            int at = page.find(cell.key, cell.hash);
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
