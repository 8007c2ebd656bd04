package dev.sofrito.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.QueryException;
import dev.sofrito.engine.Hooks.Point;
import dev.sofrito.testing.Running;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A collection has found a cell unused, and has yet to take it out. */
@Tag("mem.collect")
@Timeout(60)
class RunDuringCollectionTest {

    private final Database db = Database.create();
    private final Input<String, Integer> in = db.input("in", String.class, Integer.class);

    /** Is collected before the others. */
    private final Query<String, Integer> first = db.query("first", String.class, Integer.class, in::get);

    private final AtomicInteger runs = new AtomicInteger();
    private final Query<String, Integer> low = db.query("low", String.class, Integer.class, key -> {
        if (runs.incrementAndGet() == 2) {
            throw new IllegalStateException("passing trouble");
        }
        return in.get(key);
    });

    @AfterEach
    void removeHook() {
        Hooks.install(null);
    }

    /** Where a collection has found both cells unused, and is about to take out the first one. */
    private ForcedInterleavingTest.Hold marked() {
        in.set("x", 1);
        first.get("x");
        low.get("x");
        in.set("x", 2);
        return new ForcedInterleavingTest.Hold(Point.TURNING, "first(x)");
    }

    private CompletableFuture<Integer> collect() {
        return CompletableFuture.supplyAsync(() -> db.collect(0), Thread::startVirtualThread);
    }

    @Test
    @Tag("derived.failure")
    void whatHasRunMeanwhileIsLeft() throws Exception {
        ForcedInterleavingTest.Hold hold = marked();
        CompletableFuture<Integer> collection = collect();
        hold.awaitReached();
        assertThrows(QueryException.class, () -> low.get("x"));
        hold.open();
        assertEquals(1, collection.get());
        assertThrows(QueryException.class, () -> low.get("x"));
        assertEquals(2, runs.get());
    }

    /** Both have found the same cells before either has the lock; the second one waits for that. */
    @Test
    void whatAnotherOneHasTakenOutIsNotCountedOnceMore() throws Exception {
        ForcedInterleavingTest.Hold hold = marked();
        CompletableFuture<Integer> one = collect();
        hold.awaitReached();
        CompletableFuture<Integer> other = new CompletableFuture<>();
        Thread thread = Thread.ofVirtual().start(() -> other.complete(db.collect(0)));
        Running.await(() -> thread.getState() == Thread.State.WAITING);
        hold.open();
        assertEquals(2, one.get() + other.get());
    }
}
