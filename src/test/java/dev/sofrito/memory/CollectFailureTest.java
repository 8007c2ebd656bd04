package dev.sofrito.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sofrito.Database;
import dev.sofrito.Query;
import dev.sofrito.QueryException;
import dev.sofrito.SingleInput;
import dev.sofrito.Snapshot;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A failure is what there is at its revision, and is tried again at the next one, also for what has caught it, whatever
 * is collected meanwhile. The last two are found by a fuzzer.
 */
@Tag("derived.failure")
@Tag("mem.collect")
@Timeout(60)
class CollectFailureTest {

    @AutoClose
    private final Database db = Database.create();
    private final SingleInput<Integer> in = db.single("in", Integer.class);
    private final SingleInput<Integer> other = db.single("other", Integer.class);
    private final SingleInput<Boolean> off = db.single("off", Boolean.class);
    private final AtomicInteger runs = new AtomicInteger();
    private volatile boolean trouble = true;
    private volatile Runnable whenCaught = () -> { };

    private final Query<String, Integer> lower = db.query("lower", String.class, Integer.class, key -> {
        runs.incrementAndGet();
        int value = in.get();
        if (trouble) {
            throw new IllegalStateException("trouble");
        }
        return value;
    });
    private final Query<String, Integer> upper = db.query("upper", String.class, Integer.class, key -> {
        if (off.get()) {
            return 0;
        }
        try {
            return lower.get(key);
        } catch (QueryException e) {
            whenCaught.run();
            return -1;
        }
    });

    CollectFailureTest() {
        in.set(7);
        other.set(0);
        off.set(false);
    }

    /** Which is no reason to keep the failures of revisions that nobody is at any more. */
    @Test
    void aFailureStaysWhileSomebodyIsAtItsRevision() {
        try (Snapshot snapshot = db.snapshot()) {
            assertThrows(QueryException.class, () -> snapshot.call(() -> lower.get("x")));
            trouble = false;
            other.set(1);
            other.set(2);
            assertEquals(0, db.collect(0));
            assertThrows(QueryException.class, () -> snapshot.call(() -> lower.get("x")));
            assertEquals(1, runs.get());
            assertEquals(7, lower.get("x"));
            other.set(3);
            assertEquals(0, db.collect(0));
            assertThrows(QueryException.class, () -> snapshot.call(() -> lower.get("x")));
            assertEquals(2, runs.get());
        }
        assertEquals(1, db.collect(0));
    }

    @Test
    void whatHasCaughtItHealsInASnapshotThatIsMutated() {
        assertEquals(-1, upper.get("x"));
        try (Snapshot snapshot = db.snapshot()) {
            trouble = false;
            off.set(true);
            assertEquals(0, upper.get("x"));
            other.set(1);
            other.set(2);
            assertEquals(0, upper.get("x"));
            db.collect(0);
            snapshot.commit(() -> other.set(3));
            assertEquals(7, snapshot.call(() -> lower.get("x")));
            assertEquals(7, snapshot.call(() -> upper.get("x")));
        }
    }

    @Test
    void whatHasCaughtItHealsIfThereWasACollectionMeanwhile() {
        off.set(true);
        assertEquals(0, upper.get("x"));
        off.set(false);
        whenCaught = () -> CompletableFuture.runAsync(() -> {
            other.set(1);
            other.set(2);
            db.collect(0);
            trouble = false;
        }).join();
        assertEquals(-1, db.call(() -> upper.get("x")));
        assertEquals(7, lower.get("x"));
        assertEquals(7, upper.get("x"));
    }
}
