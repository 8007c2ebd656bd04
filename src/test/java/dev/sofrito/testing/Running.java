package dev.sofrito.testing;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** A body that runs on a thread of its own, see {@link Caller#start}. */
public final class Running<T> {

    private static final long PATIENCE_SECONDS = 30;

    private final FutureTask<T> task;
    private final Thread thread;

    Running(Thread.Builder builder, Callable<T> body) {
        task = new FutureTask<>(body);
        thread = builder.start(task);
    }

    /** Runs a body on a new virtual thread. */
    public static <T> CompletableFuture<T> async(Callable<T> body) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                future.complete(body.call());
            } catch (Throwable t) {
                future.completeExceptionally(t);
            }
        });
        return future;
    }

    /** Waits for the end and throws what the body threw. */
    public void join() throws Exception {
        result();
    }

    /** Waits for the result, or throws what the body threw. A body that does not end is a failure of the test. */
    public T result() throws Exception {
        try {
            return task.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            AssertionError error = new AssertionError(thread + " did not end");
            error.setStackTrace(thread.getStackTrace());
            throw error;
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case Exception x -> throw x;
                case Error x -> throw x;
                default -> throw new AssertionError(e.getCause());
            }
        }
    }

    /** As {@link #join}, for a body that throws nothing checked. */
    public void uncheckedJoin() {
        try {
            join();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Interrupts the thread. */
    public void interrupt() {
        thread.interrupt();
    }

    /** Whether the body has ended, in whatever way. */
    public boolean isDone() {
        return task.isDone();
    }

    /** The thread. */
    public Thread thread() {
        return thread;
    }

    /**
     * Waits until the thread is blocked, on whatever. A platform thread always is while a request of its runs, since
     * that moves to a virtual thread.
     */
    public void awaitBlocked() {
        await(() -> {
            Thread.State state = thread.getState();
            return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
        });
    }

    /** Waits for a state to come about; if it does not, the test fails. */
    public static void await(BooleanSupplier state) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!state.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("a state that was waited for did not come about");
            }
            Thread.onSpinWait();
            Thread.yield();
        }
    }
}
