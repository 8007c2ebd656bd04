package dev.sofrito.derived;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Query;
import dev.sofrito.QueryCancelledException;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.Running;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Requests that are given up, and what must be seen of them. */
final class Cancelling {

    /** Far above what giving up takes, and far below what anything else in these tests waits for. */
    private static final long PROMPT_SECONDS = 10;

    private Cancelling() {}

    /** Starts a request that, if it is cancelled, checks that the interrupt flag is set. */
    static <K, V> Running<V> request(Caller caller, Query<K, V> query, K key) {
        return caller.startCall(() -> {
            try {
                return query.get(key);
            } catch (QueryCancelledException e) {
                assertTrue(Thread.currentThread().isInterrupted(), "the interrupt flag is set");
                throw e;
            }
        });
    }

    /** Interrupts a request and checks that it gives up promptly. */
    static void cancel(Running<?> request) {
        long start = System.nanoTime();
        request.interrupt();
        assertThrows(QueryCancelledException.class, request::result);
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
        assertTrue(seconds < PROMPT_SECONDS, () -> "took " + seconds + " s to give up");
    }

    /** Waits for a latch as code does that knows nothing of interrupts. */
    static void awaitStubbornly(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                if (!latch.await(60, TimeUnit.SECONDS)) {
                    throw new AssertionError("nobody opened the latch");
                }
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
