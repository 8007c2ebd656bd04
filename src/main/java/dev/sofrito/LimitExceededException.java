package dev.sofrito;

import java.io.Serial;

/** Says that a mutation or an intern would pass the database's byte budget. It has had no effect. */
public final class LimitExceededException extends SofritoException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** For the engine. */
    public LimitExceededException(String what, long needed, long limit) {
        super(what + " would bring inputs and interned values to " + needed + " bytes, past the limit of " + limit
                + ": remove something, or give Database.builder().stateLimit(…) more", null, true);
    }
}
