package dev.sofrito.engine;

import dev.sofrito.QueryCancelledException;
import org.jspecify.annotations.Nullable;

/** Runs the function of a cell with the frame in scope, and makes a memo of what comes of it. */
final class Execute {

    private Execute() {}

    /**
     * @param old the memo before, to compare with
     * @param unchanged whether nothing that it read has changed: its value was evicted
     * @throws QueryCancelledException if the thread was interrupted; nothing is remembered of the run then
     */
    static Memo run(Frame frame, @Nullable Memo old, boolean unchanged) {
        if (old != null) {
            frame.expect(old.dependencies);
        }
        Object value = null;
        Throwable thrown = null;
        Naming naming = frame.cell.query.naming;
        Naming.Before name = naming.enter(frame);
        try {
            value = Scope.bind(frame).call(frame);
        } catch (Throwable t) {    // an Error too: whoever waits must not hang, and the requester gets it as a cause
            thrown = t;
        } finally {
            naming.exit(name);
        }
        return memo(frame, old, unchanged, value, thrown);
    }

    /** What comes of a run; apart from that, so that less of it is on the stack while others run below. */
    private static Memo memo(
            Frame frame, @Nullable Memo old, boolean unchanged, @Nullable Object value, @Nullable Throwable thrown) {
        Cell cell = frame.cell;
        if (value == null && thrown == null) {
            thrown = new NullPointerException(cell.label() + " gave null: a query must give a value; "
                    + "give an Optional, or an empty one of its kind");
        }
        Dependency[] dependencies = frame.end();
        frame.abandonForks();
        if (frame.cycle != null) {
            return Publish.cycle(frame, old);
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
        return Publish.result(frame, old, like, value, thrown != null, dependencies);
    }
}
