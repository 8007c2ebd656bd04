package dev.sofrito.engine;

import dev.sofrito.QueryCancelledException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Virtual threads to go on with: for callers on platform threads, and when a request is deep. */
final class Threads {

    /**
     * After so many queries a request goes on with a fresh stack. While the code is interpreted a thread has room for
     * some 200 queries with plain functions (some 2,600 frames, before it can no longer be unmounted); the rest is for
     * what the functions do themselves. ({@link Recorder#level} has room for 127.)
     */
    static final int HOP = 32;

    /** Causes may go round in a circle. */
    private static final int MOST_CAUSES = 100;

    private Threads() {}

    static QueryCancelledException cancelled(Cell cell) {
        return new QueryCancelledException(
                "the request for " + cell.label() + " was given up: its thread was interrupted");
    }

    /**
     * Whether something was thrown because the calling thread, or one that it waited for in a scope of subtasks, was
     * interrupted; also if a function has wrapped that. What another thread has met, and says by an exception that is
     * made for this, does not count. Sets the interrupt flag if whoever threw it cleared that.
     */
    static boolean stemsFromInterrupt(Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++) {
            switch (cause) {
                case InterruptedException e -> {
                    Thread.currentThread().interrupt();
                    return true;
                }
                case QueryCancelledException e -> {
                    return true;
                }
                case ExecutionException e -> {
                    return false;
                }
                case CompletionException e -> {
                    return false;
                }
                default -> cause = cause.getCause();
            }
        }
        return false;
    }

    /**
     * Runs a body on a virtual thread: this one, or else another, for which the caller waits.
     *
     * @param task told if the caller gives up
     */
    static <T extends @Nullable Object, X extends Throwable> T onVirtual(
            String name, Task task, ScopedValue.CallableOp<T, X> body) throws X {
        return Thread.currentThread().isVirtual() ? body.call() : Worker.run(name, task, body);
    }

    /**
     * Goes on with a task on a new virtual thread, to have a fresh stack. To the caller it is as if the body ran here:
     * also when it is interrupted, which it passes on, it waits for the end.
     */
    static <T extends @Nullable Object, X extends Throwable> T continueOn(Task task, ScopedValue.CallableOp<T, X> body)
            throws X {
        Rehearsal.ensure();
        Job<T, X> job = new Job<>("sofrito", body, true);
        start(job);
        boolean interrupted = false;
        while (!job.done) {
            if (Thread.interrupted()) {
                interrupted = true;
                task.cancel();
                job.interrupt();
            }
            LockSupport.park(job);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return job.result();
    }

    static void start(Runnable body) {
        Thread.ofVirtual().name("sofrito").inheritInheritableThreadLocals(false).start(body);
    }
}
