package dev.sofrito.engine;

import dev.sofrito.Equality;
import dev.sofrito.QueryCancelledException;

/** Runs the function of a cell with the frame in scope, and makes a memo of what comes of it. */
final class Execute {

    private Execute() {}

    /**
     * The frame's memo, made by running the function; ends the frame.
     *
     * @throws QueryCancelledException if the thread was interrupted; nothing is remembered of the run then
     */
    static Memo run(Frame frame) {
        return frame.level >= Threads.HOP ? onFreshStack(frame) : here(frame);
    }

    /**
     * The same, on the stack of the calling thread.
     *
     * <p>Of a deep request this is on the stack a million times, and the collector copies the stack. All in one, it is
     * too long to be inlined ({@code docs/decisions/0009}), and so one small physical frame, whatever the functions are
     * like and whatever is compiled first. What is needed behind the function's call is in its {@link Frame}.
     */
    static Memo here(Frame frame) {
        try {
            Object value = null;
            Throwable thrown = null;
            try {
                value = Scope.bind(frame).call(frame);
            } catch (Throwable t) {
                thrown = t;    // an Error too: whoever waits must not hang, and the requester gets it as a cause
            }
            Cell cell = frame.cell;
            Memo old = frame.old;
            boolean unchanged = frame.next == Frame.UNCHANGED;
            if (value == null && thrown == null) {
                thrown = new NullPointerException(cell.label() + " gave null: a query must give a value; "
                        + "give an Optional, or an empty one of its kind");
            }
            Reads reads = frame.end();
            frame.abandonForks();
            if (frame.cycle() != null) {
                return Publish.cycle(frame);
            }
            if (thrown != null && Threads.stemsFromInterrupt(thrown) || frame.task.isCancelled()) {
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
                    if (same && cell.query.equality == Equality.deep()) {
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
            return Publish.result(frame, like, value, thrown != null, reads);
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
}
