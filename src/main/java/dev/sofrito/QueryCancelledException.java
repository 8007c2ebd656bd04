package dev.sofrito;

import java.io.Serial;

/**
 * Says that a request was given up because the thread that made it was interrupted, whose interrupt flag is set; or since
 * a subtask that it waited for was, by others than the scope.
 */
public final class QueryCancelledException extends SofritoException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** For the engine. */
    public QueryCancelledException(String message) {
        super(message, null, true);
    }
}
