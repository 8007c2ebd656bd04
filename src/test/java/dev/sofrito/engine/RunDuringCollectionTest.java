package dev.sofrito.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.QueryException;
import dev.sofrito.Revision;
import dev.sofrito.engine.Hooks.Point;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.Gate;
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
        return Running.async(() -> db.collect(0));
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

    /** Both have found the same cells before either has the lock, which a commit's block holds meanwhile. */
    @Test
    void whatAnotherOneHasTakenOutIsNotCountedOnceMore() throws Exception {
        in.set("x", 1);
        first.get("x");
        in.set("x", 2);
        Gate block = new Gate();
        CompletableFuture<Revision> commit = Running.async(() -> db.commit(block::pass));
        block.awaitReached();
        Running<Integer> one = Caller.VIRTUAL.startCall(() -> db.collect(0));
        Running<Integer> other = Caller.VIRTUAL.startCall(() -> db.collect(0));
        one.awaitBlocked();
        other.awaitBlocked();
        block.open();
        commit.get();
        assertEquals(1, one.result() + other.result());
    }
}
