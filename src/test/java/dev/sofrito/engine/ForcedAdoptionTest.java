package dev.sofrito.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.Snapshot;
import dev.sofrito.engine.Hooks.Point;
import dev.sofrito.testing.Running;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link Adopt} argues about, each forced by holding one thread where the argument says. */
@Tag("snap.queries")
@Timeout(60)
class ForcedAdoptionTest {

    private final Database db = Database.create();
    private final Input<String, Integer> in = db.input("in", String.class, Integer.class);
    private final Query<String, Integer> low = db.query("low", String.class, Integer.class, in::get);
    private final Query<String, Integer> top = db.query("top", String.class, Integer.class, key -> 10 * low.get(key));

    @AfterEach
    void removeHook() {
        Hooks.install(null);
    }

    @ParameterizedTest
    @EnumSource(names = {"NOTING", "ADOPTING"})
    void whoIsHeldUpWhileItAdoptsACellHoldsNobodyElseUp(Point point) throws Exception {
        in.set("x", 1);
        in.set("y", 1);
        assertEquals(20, top.get("x") + top.get("y"));
        in.set("x", 2);
        try (Snapshot snapshot = db.snapshot()) {
            snapshot.run(() -> in.set("y", 2));
            ForcedInterleavingTest.Hold held = new ForcedInterleavingTest.Hold(point, "low(x)");
            CompletableFuture<Integer> request = Running.async(() -> snapshot.call(() -> low.get("x")));
            held.awaitReached();
            assertEquals(20, Running.async(() -> snapshot.call(() -> top.get("y"))).get());
            assertEquals(20, Running.async(() -> snapshot.call(() -> top.get("x"))).get());
            held.open();
            assertEquals(2, request.get());
        }
    }

    @Test
    void adoptingWaitsForNoLockOfTheSource() throws Exception {
        AtomicReference<Cell> source = new AtomicReference<>();
        Hooks.install((at, where) -> {
            if (at == Point.CLAIMED) {
                source.set((Cell) where);
            }
        });
        in.set("x", 1);
        assertEquals(1, low.get("x"));
        Hooks.install(null);
        try (Snapshot snapshot = db.snapshot()) {
            snapshot.run(() -> in.set("x", 2));
            source.get().lock().lock();
            try {
                assertEquals(Optional.empty(), Running.async(() -> snapshot.call(() -> low.peek("x"))).get());
            } finally {
                source.get().lock().unlock();
            }
            assertEquals(2, snapshot.call(() -> low.get("x")));
        }
    }

    /** {@code low} is continued from before, {@code top} was computed from what came after. */
    @ParameterizedTest
    @EnumSource(names = {"NOTING", "ADOPTING"})
    @Tag("snap.isolated")
    void aValueComputedFromWhatACellBeingAdoptedKnowsNothingOfIsNotTakenOver(Point point) throws Exception {
        in.set("x", 2);
        assertEquals(2, low.get("x"));
        in.set("x", 3);
        try (Snapshot snapshot = db.snapshot()) {
            snapshot.run(() -> in.set("x", 2));
            ForcedInterleavingTest.Hold held = new ForcedInterleavingTest.Hold(point, "low(x)");
            CompletableFuture<Integer> request = Running.async(() -> snapshot.call(() -> low.get("x")));
            held.awaitReached();
            assertEquals(30, top.get("x"));
            snapshot.run(() -> top.peek("x"));    // it is adopted
            held.open();
            assertEquals(2, request.get());
            assertEquals(20, snapshot.call(() -> top.get("x")));
        }
    }
}
