package dev.sofrito.engine;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how many values a query keeps in a branch. S3-FIFO (Yang et al., SOSP 2023): new values pass through a small
 * queue and, if they were asked for there more than once, stay in a main one; so one pass over many keys does not push
 * out what is used all the time. A hit only counts, in the memo, without a lock.
 *
 * <p>Of an evicted memo only the value goes; what it was computed from stays, so nothing that depends on it is
 * disturbed. Failures are not evicted: they would be forgotten within their revision.
 */
final class Keeper {

    private enum Place { SMALL, MAIN }

    private final int most;
    private final int mostSmall;

    private final ShortLock lock = new ShortLock();

    // all guarded by the lock
    private final Map<Cell, Place> places = new HashMap<>();
    private final ArrayDeque<Cell> small = new ArrayDeque<>();
    private final ArrayDeque<Cell> main = new ArrayDeque<>();

    /** Cells that left the small queue lately: one that comes back goes to the main one. */
    private final Set<Cell> ghosts = new LinkedHashSet<>();

    Keeper(int most) {
        this.most = most;
        this.mostSmall = Math.max(1, most / 10);
    }

    /** A cell has a value now. */
    void added(Cell cell) {
        lock.lock();
        try {
            add(cell);
        } finally {
            lock.unlock();
        }
    }

    private void add(Cell cell) {
        if (places.containsKey(cell)) {
            return;
        }
        if (ghosts.remove(cell)) {
            places.put(cell, Place.MAIN);
            main.add(cell);
        } else {
            places.put(cell, Place.SMALL);
            small.add(cell);
        }
        while (places.size() > most) {
            Cell gone = small.size() > mostSmall || main.isEmpty() ? fromSmall() : fromMain();
            if (gone != null) {
                places.remove(gone);
                evict(gone);
            }
        }
    }

    /** A cell is no longer there. */
    void removed(Cell cell) {
        lock.lock();
        try {
            ghosts.remove(cell);
            Place place = places.remove(cell);
            if (place != null) {
                (place == Place.SMALL ? small : main).remove(cell);
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Cell fromSmall() {
        Cell cell = small.remove();
        Memo memo = cell.memo;
        if (memo != null && memo.hits() > 0) {
            memo.hits(0);
            places.put(cell, Place.MAIN);
            main.add(cell);
            return null;
        }
        ghosts.add(cell);
        if (ghosts.size() > most) {
            ghosts.remove(ghosts.iterator().next());
        }
        return cell;
    }

    private @Nullable Cell fromMain() {
        Cell cell = main.remove();
        Memo memo = cell.memo;
        int hits = memo == null ? 0 : memo.hits();
        if (memo != null && hits > 0) {
            memo.hits(hits - 1);
            main.add(cell);
            return null;
        }
        return cell;
    }

    private static void evict(Cell cell) {
        Hooks.reach(Hooks.Point.EVICTING, cell);
        Memo memo = cell.memo;
        if (memo != null && !memo.failed()) {
            memo.value = null;
        }
    }
}
