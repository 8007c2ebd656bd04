package dev.sofrito.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.Database;
import dev.sofrito.Query;
import dev.sofrito.SingleInput;
import dev.sofrito.Snapshot;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A cell is asked for at an old revision, then collected with what reads it; both are then made anew at another old
 * revision. What the frozen view of the first one knows, "as it was before", is not about what the new cell was since.
 */
@Tag("mem.collect")
@Tag("snap.queries")
class CollectBetweenOldRequestsTest {

    @AutoClose
    private final Database db = Database.create();

    private final SingleInput<Integer> in = db.single("in", Integer.class);
    private final Query<String, Integer> lower = db.query("lower", String.class, Integer.class, key -> in.get() / 10);
    private final Query<String, Integer> upper =
            db.query("upper", String.class, Integer.class, key -> 100 * lower.get(key));

    /** What {@code one} asks for before the collection and after it; {@code two} asks for all in between, earlier. */
    private void collectBetween(Consumer<Snapshot> before, Consumer<Snapshot> after) {
        in.set(10);
        assertEquals(1, lower.get("x"));
        in.set(20);
        try (Snapshot two = db.snapshot()) {
            in.set(11);
            try (Snapshot one = db.snapshot()) {
                in.set(30);
                assertEquals(3, lower.get("x"));
                before.accept(one);
                in.set(31);
                db.collect(0);
                assertEquals(200, two.call(() -> upper.get("x")));
                after.accept(one);
            }
        }
    }

    @ParameterizedTest(name = "in a snapshot that is mutated: {0}")
    @ValueSource(booleans = {false, true})
    void aNewCellIsNotTakenForTheOneThatWasThereBefore(boolean mutated) {
        SingleInput<Integer> other = db.single("other", Integer.class);
        collectBetween(one -> assertEquals(1, one.call(() -> lower.get("x"))), one -> {
            if (mutated) {
                one.commit(() -> other.set(1));
            }
            assertEquals(100, one.call(() -> upper.get("x")));
        });
    }

    @Test
    @DisplayName("what was computed from a collected cell does not stay when it gets a value that the one after it had")
    void whatWasComputedFromACollectedCellIsNotTakenForUnchanged() {
        collectBetween(one -> assertEquals(100, one.call(() -> upper.get("x"))), one -> {
            one.commit(() -> in.set(20));
            assertEquals(200, one.call(() -> upper.get("x")));
        });
    }

    @Test
    @DisplayName("storm seed 21: what a snapshot knew before its first mutation ran again, its cell had been collected")
    void whatASnapshotKnowsOfACollectedCellIsNotRunAgain() {
        SingleInput<Integer> other = db.single("other", Integer.class);
        AtomicInteger runs = new AtomicInteger();
        Query<String, Integer> counted = db.query("counted", String.class, Integer.class, key -> {
            runs.incrementAndGet();
            return in.get() / 10;
        });
        in.set(10);
        assertEquals(1, counted.get("x"));
        in.set(11);
        try (Snapshot snapshot = db.snapshot()) {
            in.set(30);
            assertEquals(3, counted.get("x"));
            assertEquals(1, snapshot.call(() -> counted.get("x")));
            in.set(40);
            in.set(41);
            db.collect(0);
            assertEquals(4, counted.get("x"));
            runs.set(0);
            snapshot.commit(() -> other.set(1));
            assertEquals(1, snapshot.call(() -> counted.get("x")));
            assertEquals(0, runs.get());
            snapshot.commit(() -> in.set(50));
            assertEquals(5, snapshot.call(() -> counted.get("x")));
        }
    }

    @Test
    void aCellThatAMutatedSnapshotHasIsNotTakenForTheOneThatReplacedIt() {
        SingleInput<Integer> other = db.single("other", Integer.class);
        collectBetween(one -> {
            assertEquals(1, one.call(() -> lower.get("x")));
            one.commit(() -> other.set(1));
            assertEquals(1, one.call(() -> lower.get("x")));
        }, one -> assertEquals(100, one.call(() -> upper.get("x"))));
    }

    @ParameterizedTest(name = "holds where the snapshot begins: {0}")
    @ValueSource(booleans = {false, true})
    void whatHasReadACellThatIsCollectedNowIsNotTakenToHaveReadTheOneThatReplacedIt(boolean holds) {
        SingleInput<Integer> other = db.single("other", Integer.class);
        AtomicBoolean collect = new AtomicBoolean(true);
        Query<String, Integer> reader = db.query("reader", String.class, Integer.class, key -> {
            int value = 100 * lower.get(key);
            if (collect.getAndSet(false)) {
                CompletableFuture.runAsync(() -> db.collect(0)).join();
            }
            return value;
        });
        in.set(20);
        assertEquals(2, lower.get("x"));
        other.set(1);
        assertEquals(200, reader.get("x"));    // by the cell that is collected meanwhile
        in.set(10);
        assertEquals(1, lower.get("x"));       // by another one
        in.set(21);
        assertEquals(200, reader.get("x"));
        if (!holds) {
            in.set(11);
            assertEquals(1, lower.get("x"));
        }
        try (Snapshot snapshot = db.snapshot()) {
            snapshot.commit(() -> in.set(12));
            assertEquals(1, snapshot.call(() -> lower.get("x")));
            assertEquals(100, snapshot.call(() -> reader.get("x")));
        }
    }
}
