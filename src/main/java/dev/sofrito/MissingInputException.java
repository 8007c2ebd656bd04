package dev.sofrito;

import java.io.Serial;

/** Says that a slot is absent that was read with {@link Input#get}. */
public final class MissingInputException extends SofritoException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** For the engine. */
    public MissingInputException(String slot) {
        super("no value for " + slot + ": set it first, or read it with find()", null, true);
    }
}
