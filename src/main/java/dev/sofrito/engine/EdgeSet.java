package dev.sofrito.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A set of cells by identity, for many threads. Its monitor guards all that it is; once sealed it never changes, and
 * may be read without.
 */
final class EdgeSet {

    private static final int LEAST_CAPACITY = 16;

    /** The cells, without gaps. */
    private @Nullable Cell[] cells;

    /**
     * Where in {@link #cells} each one is, plus one, or 0: a hash table with linear probing, twice as long as that
     * array. So a walk over all is a walk over an array, in the order of insertion if none was removed.
     */
    private int[] index;

    private int size;
    private boolean sealed;

    /** A set of cells that differ. */
    EdgeSet(Cell... initial) {
        cells = Arrays.copyOf(initial, Math.max(LEAST_CAPACITY, Integer.highestOneBit(initial.length) * 2));
        index = new int[2 * cells.length];
        size = initial.length;
        fillIndex();
    }

    /** A number for a cell; the highest bits are mixed best, but the lowest do to tell apart a few. */
    static int mix(Cell cell) {
        return (cell.hash + cell.query.id * 0x85EBCA6B) * 0x9E3779B9;
    }

    /** Makes the cell a member and gives the size then; or does nothing and gives -1 if the set is sealed. */
    synchronized int add(Cell cell) {
        if (sealed) {
            return -1;
        }
        int slot = slot(cell);
        if (index[slot] == 0) {
            if (size == cells.length) {
                resize(2 * size);
                slot = slot(cell);
            }
            cells[size++] = cell;
            index[slot] = size;
        }
        return size;
    }

    /** Makes the cell no member and gives the size then; or does nothing and gives -1 if the set is sealed. */
    synchronized int remove(Cell cell) {
        if (sealed) {
            return -1;
        }
        int slot = slot(cell);
        int position = index[slot];
        if (position != 0) {
            Cell last = at(size);
            index[slot(last)] = position;
            cells[position - 1] = last;
            close(slot);
            cells[--size] = null;
            if (size < cells.length / 4 && cells.length > LEAST_CAPACITY) {
                resize(cells.length / 2);
            }
        }
        return size;
    }

    /** Ends all changes. */
    synchronized void seal() {
        sealed = true;
    }

    /** Whether all changes have ended; by who holds the monitor. */
    boolean isSealed() {
        return sealed;
    }

    /** Pushes the members as they are now; or does nothing and gives false if the set is sealed. */
    synchronized boolean copyTo(WorkList list) {
        if (!sealed) {
            drainTo(list);
        }
        return !sealed;
    }

    /** How many members there are; a sealed set's. */
    int size() {
        return size;
    }

    /** Pushes the members; a sealed set's. */
    void drainTo(WorkList list) {
        list.push(cells, size);
    }

    private Cell at(int position) {
        Cell cell = cells[position - 1];
        assert cell != null;
        return cell;
    }

    private int home(Cell cell) {
        return mix(cell) >>> Integer.numberOfLeadingZeros(index.length) + 1;
    }

    /** Where in the index the cell is, or the gap where it would be. */
    private int slot(Cell cell) {
        int slot = home(cell);
        while (index[slot] != 0 && at(index[slot]) != cell) {
            slot = next(slot);
        }
        return slot;
    }

    private int next(int slot) {
        return slot + 1 & index.length - 1;
    }

    /** Makes a gap in the index, then moves into it what would no longer be found past it, and so on. */
    private void close(int gap) {
        for (int slot = next(gap); index[slot] != 0; slot = next(slot)) {
            int mask = index.length - 1;
            int home = home(at(index[slot]));
            if ((slot - home & mask) >= (slot - gap & mask)) {
                index[gap] = index[slot];
                gap = slot;
            }
        }
        index[gap] = 0;
    }

    private void resize(int capacity) {
        cells = Arrays.copyOf(cells, capacity);
        index = new int[2 * capacity];
        fillIndex();
    }

    private void fillIndex() {
        for (int i = 0; i < size; i++) {
            int slot = home(at(i + 1));
            while (index[slot] != 0) {
                slot = next(slot);
            }
            index[slot] = i + 1;
        }
    }
}
