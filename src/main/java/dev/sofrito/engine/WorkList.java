package dev.sofrito.engine;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A stack of cells that a walk has yet to visit; belongs to one thread. */
final class WorkList {

    private @Nullable Cell[] cells = new Cell[16];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    void push(Cell cell) {
        if (size == cells.length) {
            reserve(1);
        }
        cells[size++] = cell;
    }

    /** Pushes the first cells of an array, the first of them first. */
    void push(@Nullable Cell[] more, int count) {
        if (count > cells.length - size) {
            reserve(count);
        }
        System.arraycopy(more, 0, cells, size, count);
        size += count;
    }

    /** Takes the last cell, or null if there is none. */
    @Nullable Cell pop() {
        if (size == 0) {
            return null;
        }
        Cell cell = cells[--size];
        cells[size] = null;
        return cell;
    }

    /** The cell that is taken after so many others. */
    Cell peek(int others) {
        return Objects.requireNonNull(cells[size - 1 - others]);
    }

    Cell[] toArray() {
        return Arrays.copyOf(cells, size);
    }

    private void reserve(int count) {
        cells = Arrays.copyOf(cells, Math.max(2 * cells.length, Math.addExact(size, count)));
    }
}
