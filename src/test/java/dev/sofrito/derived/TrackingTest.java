package dev.sofrito.derived;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.Tracking;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Trace;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Work that a query hands to a foreign executor is tracked if it is wrapped. */
@Tag("derived.tracking-escape")
@Timeout(60)
class TrackingTest {

    private final Database db = Database.create();
    private final Trace trace = new Trace();
    private final ExecutorService executor = Executors.newFixedThreadPool(2);
    private final Input<String, Integer> number = db.input("number", String.class, Integer.class);
    private final Query<String, Integer> next = db.query("next", trace.of("next", k -> number.get(k) + 1));

    @AfterEach
    void shutDown() {
        executor.shutdownNow();
    }

    @OnEachCaller
    void aSlotReadElsewhereIsADependency(Caller caller) throws Exception {
        Query<String, Integer> away = db.query("away",
                trace.of("away", k -> executor.submit(Tracking.wrap(() -> number.get(k))).get()));
        number.set("a", 1);
        caller.run(() -> assertEquals(1, away.get("a")));
        number.set("b", 2);
        caller.run(() -> assertEquals(1, away.get("a")));
        trace.assertRan("away(a)");
        number.set("a", 2);
        caller.run(() -> assertEquals(2, away.get("a")));
        trace.assertRan("away(a)");
    }

    @OnEachCaller
    void aCellReadElsewhereIsADependency(Caller caller) throws Exception {
        Query<String, Integer> away = db.query("away", trace.of("away", k -> {
            Future<Integer> a = executor.submit(Tracking.wrap(() -> next.get("a")));
            Future<Integer> b = executor.submit(Tracking.wrap(() -> next.get("b")));
            return a.get() + b.get();
        }));
        number.set("a", 1);
        number.set("b", 10);
        caller.run(() -> assertEquals(13, away.get("it")));
        trace.assertRanInAnyOrder("away(it)", "next(a)", "next(b)");
        number.set("b", 20);
        caller.run(() -> assertEquals(23, away.get("it")));
        trace.assertRanInAnyOrder("away(it)", "next(b)");
        number.set("c", 20);
        caller.run(() -> assertEquals(23, away.get("it")));
        trace.assertNothingRan();
    }

    @Test
    void aRunnableIsTrackedAsWell() {
        Query<String, Integer> away = db.query("away", trace.of("away", k -> {
            AtomicInteger read = new AtomicInteger();
            Runnable task = Tracking.wrap(() -> read.set(number.get(k)));
            executor.submit(task).get();
            return read.get();
        }));
        number.set("a", 1);
        assertEquals(1, away.get("a"));
        number.set("a", 2);
        assertEquals(2, away.get("a"));
        trace.assertRan("away(a)", "away(a)");
    }

    @Test
    void itReadsAtTheRevisionOfTheQuery() {
        Query<String, Integer> away = db.query("away", k -> {
            int before = number.get(k);
            executor.submit(() -> number.set(k, before + 1)).get();
            return 100 * before + executor.submit(Tracking.wrap(() -> number.get(k))).get();
        });
        number.set("a", 1);
        assertEquals(101, away.get("a"));
        assertEquals(2, number.get("a"));
    }

    @OnEachCaller
    void inABlockItReadsAtTheRevisionOfTheBlock(Caller caller) throws Exception {
        number.set("a", 1);
        caller.run(() -> db.call(() -> {
            assertEquals(1, number.get("a"));
            executor.submit(() -> number.set("a", 2)).get();
            assertEquals(1, executor.submit(Tracking.wrap(() -> number.get("a"))).get());
            assertEquals(2, executor.submit(Tracking.wrap(() -> next.get("a"))).get());
            return 0;
        }));
        assertEquals(3, next.get("a"));
    }

    @Test
    void itThrowsWhatTheTaskThrows() {
        Exception thrown = new Exception("no");
        AtomicReference<@Nullable Throwable> seen = new AtomicReference<>();
        Query<String, Integer> away = db.query("away", k -> {
            Callable<Integer> task = Tracking.wrap(() -> {
                throw thrown;
            });
            try {
                return executor.submit(task).get();
            } catch (ExecutionException e) {
                seen.set(e.getCause());
                return -1;
            }
        });
        assertEquals(-1, away.get("a"));
        assertSame(thrown, seen.get());
    }

    @OnEachCaller
    void aReadAfterTheEndOfTheQueryIsRefused(Caller caller) throws Exception {
        AtomicReference<@Nullable Callable<Integer>> leaked = new AtomicReference<>();
        Query<String, Integer> leaking = db.query("leaking", k -> {
            leaked.set(Tracking.wrap(() -> number.get("b")));
            return number.get(k);
        });
        number.set("a", 1);
        number.set("b", 2);
        caller.run(() -> assertEquals(1, leaking.get("a")));
        Callable<Integer> late = leaked.get();
        caller.run(() -> assertThrows(IllegalStateException.class, late::call));
        Future<Integer> elsewhere = executor.submit(late);
        assertEquals(IllegalStateException.class,
                assertThrows(ExecutionException.class, elsewhere::get).getCause().getClass());
    }

    @OnEachCaller
    void aDerivedReadAfterTheEndOfTheQueryIsRefused(Caller caller) throws Exception {
        AtomicReference<@Nullable Callable<Integer>> leaked = new AtomicReference<>();
        Query<String, Integer> leaking = db.query("leaking", k -> {
            leaked.set(Tracking.wrap(() -> next.get("b")));
            return number.get(k);
        });
        number.set("a", 1);
        number.set("b", 2);
        caller.run(() -> assertEquals(1, leaking.get("a")));
        Callable<Integer> late = leaked.get();
        caller.run(() -> assertThrows(IllegalStateException.class, late::call));
        assertEquals(3, next.get("b"));
    }

    @Test
    void aMutationInAWrappedTaskOfAQueryIsRefused() {
        Query<String, Integer> away = db.query("away", k -> {
            Future<?> mutation = executor.submit(Tracking.wrap(() -> {
                number.set("b", 1);
            }));
            Throwable cause = assertThrows(ExecutionException.class, mutation::get).getCause();
            assertEquals(IllegalStateException.class, cause.getClass());
            return number.get(k);
        });
        number.set("a", 1);
        assertEquals(1, away.get("a"));
        assertEquals(1, number.keys().size());
    }
}
