package dev.sofrito.model;

import java.io.Serial;

/** Makes the function of a cell return null. */
final class NullResult extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    final transient Cell cell;

    NullResult(Cell cell) {
        super("null result", null, false, false);
        this.cell = cell;
    }
}
