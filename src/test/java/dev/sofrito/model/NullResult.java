package dev.sofrito.model;

import java.io.Serial;

/** Makes the function of a cell return null. */
final class NullResult extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    NullResult() {
        super("null result", null, false, false);
    }
}
