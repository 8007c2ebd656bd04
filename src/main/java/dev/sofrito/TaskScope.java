package dev.sofrito;

import dev.sofrito.engine.Forks;
import java.util.concurrent.Callable;

/**
 * A scope in which to fork subtasks, each on a virtual thread of its own, that belong to the query (or block) that
 * opened it: what they read is tracked, at the same view and revision. In the manner of the JDK's
 * {@code StructuredTaskScope}.
 *
 * {@snippet :
 * try (var scope = TaskScope.open()) {
 *     var left = scope.fork(() -> words.get("a.txt"));
 *     var right = scope.fork(() -> words.get("b.txt"));
 *     scope.join();
 *     return left.get() + right.get();
 * }
 * }
 *
 * <p>A scope is used by the thread that opened it, and closed before the query or block ends: what a subtask that was
 * left behind reads after that throws {@link IllegalStateException}. The first failure cancels the other subtasks, by
 * interrupting them.
 */
public interface TaskScope extends AutoCloseable {

    /** Opens a scope for the current query or block; outside of both, subtasks act on the database itself. */
    static TaskScope open() {
        return Forks.open();
    }

    /**
     * Starts a subtask.
     *
     * @throws IllegalStateException if called by another thread than the scope's, or after {@link #close}, or after the
     *     query that opened the scope has ended
     */
    <T> Subtask<T> fork(Callable<? extends T> task);

    /**
     * Waits until all subtasks have ended.
     *
     * @throws SofritoException if a subtask failed: what the first one to do so threw, if it was one of these; else a
     *     {@link QueryException} without a path, of which that is the cause
     * @throws QueryCancelledException if the calling thread is interrupted, or if a subtask was, by others
     * @throws IllegalStateException if called by another thread than the scope's, or after {@link #close}, or after the
     *     query that opened the scope has ended
     */
    void join();

    /** Cancels what still runs and waits for it: no subtask outlives its scope. */
    @Override
    void close();

    /** A subtask and, after {@link TaskScope#join}, its result. */
    interface Subtask<T> {

        /**
         * The result.
         *
         * @throws IllegalStateException before {@link TaskScope#join}, or if the subtask did not succeed
         */
        T get();
    }
}
