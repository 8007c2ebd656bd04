package dev.sofrito.engine;

import dev.sofrito.CycleException;
import dev.sofrito.QueryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A failure as a value: where it leads and what it came from. The path is a linked list, shared by all failures along
 * it, so that a failure a million queries deep costs each of them one object.
 *
 * @param label the query that failed, as {@code name(key)}
 * @param next how it went on from there, or null if it was this query's own function that failed
 * @param cause what the innermost function threw; null for a cycle
 * @param cycle the participants if the failure is a cycle
 */
record Failure(String label, @Nullable Failure next, @Nullable Throwable cause, @Nullable List<String> cycle) {

    /** The failure of a query whose function threw something: its own, or one that it let through. */
    static Failure of(String label, Throwable thrown) {
        if (thrown instanceof QueryException exception) {
            if (exception.path() instanceof PathList path) {
                Failure next = path.failure;
                return new Failure(label, next, next.cause, next.cycle);
            }
            Throwable cause = exception.getCause();
            if (exception.path().isEmpty() && cause != null) {
                return new Failure(label, null, cause, null);    // of a subtask
            }
        }
        return new Failure(label, null, thrown, null);
    }

    /** The exception for a request that met this failure. */
    QueryException exception(boolean stackTrace) {
        List<String> path = new PathList(this);
        return cycle != null
                ? new CycleException(path, cycle, stackTrace)
                : new QueryException(path, cause, stackTrace);
    }

    /** Whether it counts as the same, so that dependents need not run again: same class, same message. */
    boolean same(Failure other) {
        if (cause == null || other.cause == null) {
            return cause == other.cause && Objects.equals(cycle, other.cycle);
        }
        return cause.getClass() == other.cause.getClass()
                && Objects.equals(cause.getMessage(), other.cause.getMessage());
    }

    /** Whether it may be remembered. */
    boolean isError() {
        return cause instanceof Error;
    }

    List<String> path() {
        List<String> path = new ArrayList<>();
        for (Failure f = this; f != null; f = f.next) {
            path.add(f.label);
        }
        return path;
    }

    // The generated ones would recurse along the path.
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return "Failure[" + label + ", " + cause + "]";
    }
}
