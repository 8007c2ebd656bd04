package dev.sofrito.model;

import java.io.Serial;

/** What a query throws that fails with an unchecked exception. */
final class UncheckedTrouble extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    UncheckedTrouble(String message) {
        super(message);
    }
}
