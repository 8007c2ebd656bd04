package dev.sofrito.derived;

import static dev.sofrito.derived.Cancelling.cancel;
import static dev.sofrito.derived.Cancelling.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Failures;
import dev.sofrito.Query;
import dev.sofrito.QueryCancelledException;
import dev.sofrito.QueryException;
import dev.sofrito.QueryFunction;
import dev.sofrito.TaskScope;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nothing is remembered of a run that was interrupted, whatever the function makes of that. */
@Tag("derived.cancel")
@Timeout(120)
class CancelDisguisedTest {

    private final Database db = Database.create();
    private final CountDownLatch reached = new CountDownLatch(1);
    private final AtomicInteger runs = new AtomicInteger();

    /** A query that fails or falls back in its first run, once that is interrupted, and remembers failures. */
    private Query<String, Integer> query(QueryFunction<InterruptedException, Integer> onInterrupt) {
        return db.query("query", String.class, Integer.class, key -> {
            if (runs.incrementAndGet() == 1) {
                reached.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    return onInterrupt.compute(e);
                }
            }
            return 42;
        }, Failures.UNTIL_CHANGED);
    }

    private void cancelFirst(Caller caller, Query<String, Integer> query) throws Exception {
        Running<Integer> request = request(caller, query, "k");
        reached.await();
        cancel(request);
    }

    @OnEachCaller
    void oneThatIsWrappedIsNoFailure(Caller caller) throws Exception {
        Query<String, Integer> query = query(e -> {
            throw new IllegalStateException("wrapped", new RuntimeException(e));
        });
        cancelFirst(caller, query);
        assertEquals(42, query.get("k"));
    }

    @OnEachCaller
    void oneThatIsWrappedFarBelowIsNoFailure(Caller caller) throws Exception {
        Query<String, Integer> query = query(e -> {
            throw new RuntimeException(e);
        });
        Query<String, Integer> outer = db.query("outer", String.class, Integer.class, query::get);
        cancelFirst(caller, outer);
        assertEquals(42, outer.get("k"));
    }

    /** The subtask is not interrupted by whoever asks, but since its sibling has failed. */
    @OnEachCaller
    void aSubtasksFallbackIsNoValue(Caller caller) throws Exception {
        Query<String, Integer> query = query(e -> -1);
        Query<String, Integer> outer = db.query("outer", key -> {
            try (var scope = TaskScope.open()) {
                scope.fork(() -> query.get(key));
                scope.fork(() -> {
                    reached.await();
                    throw new IllegalStateException("the sibling fails");
                });
                scope.join();
                return 0;
            }
        });
        QueryException e = assertThrows(QueryException.class, () -> caller.call(() -> outer.get("k")));
        assertEquals("the sibling fails", e.getCause().getMessage());
        assertEquals(42, query.get("k"));
    }

    @Test
    void aSubtaskThatGivesUpByItselfGivesUpTheRun() {
        Query<String, Integer> query = db.query("query", String.class, Integer.class, key -> {
            if (runs.incrementAndGet() > 1) {
                return 42;
            }
            try (var scope = TaskScope.open()) {
                scope.fork(() -> {
                    throw new InterruptedException("by itself");
                });
                scope.join();
                return 0;
            }
        }, Failures.UNTIL_CHANGED);
        assertThrows(QueryCancelledException.class, () -> query.get("k"));
        assertTrue(Thread.interrupted(), "the interrupt flag is set");
        assertEquals(42, query.get("k"));
    }

    /** What another thread has met says nothing of this one. */
    @Test
    void anotherThreadsInterruptIsAFailure() {
        Query<String, Integer> query = db.query("query", String.class, Integer.class, key -> {
            runs.incrementAndGet();
            throw new ExecutionException(new InterruptedException("another thread's"));
        });
        for (int i = 0; i < 2; i++) {
            QueryException e = assertThrows(QueryException.class, () -> query.get("k"));
            assertInstanceOf(ExecutionException.class, e.getCause());
        }
        assertEquals(1, runs.get());
    }

    @Test
    void causesMayGoRoundInACircle() {
        Query<String, Integer> query = db.query("query", String.class, Integer.class, key -> {
            RuntimeException inner = new RuntimeException("inner");
            RuntimeException thrown = new RuntimeException("outer", inner);
            inner.initCause(thrown);
            throw thrown;
        });
        QueryException e = assertThrows(QueryException.class, () -> query.get("k"));
        assertEquals("outer", e.getCause().getMessage());
    }
}
