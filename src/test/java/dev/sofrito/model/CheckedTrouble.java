package dev.sofrito.model;

import java.io.Serial;

/** What a query throws that fails with a checked exception. */
final class CheckedTrouble extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    CheckedTrouble(String message) {
        super(message);
    }
}
