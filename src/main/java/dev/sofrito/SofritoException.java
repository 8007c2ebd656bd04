package dev.sofrito;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Anything that Sofrito reports. */
public abstract sealed class SofritoException extends RuntimeException
        permits QueryException, QueryCancelledException, MissingInputException, LimitExceededException {

    @Serial
    private static final long serialVersionUID = 1L;

    SofritoException(@Nullable String message, @Nullable Throwable cause, boolean writableStackTrace) {
        super(message, cause, true, writableStackTrace);
    }
}
