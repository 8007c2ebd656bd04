package dev.sofrito.engine;

import dev.sofrito.QueryCancelledException;
import org.jspecify.annotations.Nullable;

/** Runs the function of a cell with the frame in scope, and makes a memo of what comes of it. */
final class Execute {

    private Execute() {}

    /**
     * The frame's memo, made by running the function; ends the frame.
     *
     * <p>A run that another one asks for is made by {@link Request#value} itself, which keeps less on the stack.
     *
     * @throws QueryCancelledException if the thread was interrupted; nothing is remembered of the run then
     */
    static Memo run(Frame frame) {
        try {
            if (frame.level >= Threads.HOP) {
                return onFreshStack(frame);
            }
            Object value = null;
            Throwable thrown = null;
            try {
                value = Scope.bind(frame).call(frame);
            } catch (Throwable t) {
                thrown = t;    // an Error too: whoever waits must not hang, and the requester gets it as a cause
            }
            return memo(frame, value, thrown);
        } finally {
            frame.release();
        }
    }

    private static Memo onFreshStack(Frame frame) {
        return Threads.continueOn(frame.task, () -> {
            frame.level = 0;
            frame.owner = Thread.currentThread();
            return run(frame);
        });
    }

    /** What comes of a run: of the value that the function gave, or of what it threw. */
    static Memo memo(Frame frame, @Nullable Object value, @Nullable Throwable thrown) {
        Cell cell = frame.cell;
        Memo old = frame.old;
        boolean unchanged = frame.unchanged;
        if (value == null && thrown == null) {
            thrown = new NullPointerException(cell.label() + " gave null: a query must give a value; "
                    + "give an Optional, or an empty one of its kind");
        }
        Dependency[] dependencies = frame.end();
        frame.abandonForks();
        if (frame.cycle() != null) {
            return Publish.cycle(frame);
        }
        if (thrown instanceof InterruptedException) {
            Thread.currentThread().interrupt();    // who threw it cleared the flag
        }
        if (frame.task.isCancelled()) {
            throw Threads.cancelled(cell);
        }
        boolean same = false;
        if (thrown == null && old != null && !unchanged) {
            Object before = old.value;
            if (before != null && !old.failed()) {
                try {
                    same = cell.query.equality.same(before, value);
                } catch (Throwable t) {
                    thrown = t;
                }
                if (same && cell.query.equality == dev.sofrito.Equality.deep()) {
                    value = before;    // one copy of equal values is enough
                }
            }
        }
        if (thrown != null) {
            Failure failure = Failure.of(cell.label(), thrown);
            value = failure;
            same = old != null && old.failed() && old.value instanceof Failure before && failure.same(before);
        }
        Memo like = old != null && (same || unchanged) ? old : null;
        return Publish.result(frame, like, value, thrown != null, dependencies);
    }
}
