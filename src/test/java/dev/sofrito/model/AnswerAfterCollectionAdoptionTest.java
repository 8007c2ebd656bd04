package dev.sofrito.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.Database;
import dev.sofrito.Query;
import dev.sofrito.SingleInput;
import dev.sofrito.Snapshot;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A snapshot is answered in its frozen view, since cells have been collected after its revision; that counts as changed
 * there. What reads it, and was computed by the source, holds at the snapshot's revision too: it has the very value.
 */
@Tag("derived.precise")
@Tag("snap.queries")
@Tag("mem.collect")
class AnswerAfterCollectionAdoptionTest {

    @AutoClose
    private final Database db = Database.create();

    @ParameterizedTest(name = "cloned: {0}")
    @ValueSource(booleans = {false, true})
    void whatHoldsWhereASnapshotBeganDoesNotRunForAnAnswerThatCountsAsChangedThere(boolean cloned) {
        AtomicInteger runs = new AtomicInteger();
        SingleInput<Integer> in = db.single("in", Integer.class);
        SingleInput<Integer> other = db.single("other", Integer.class);
        Query<String, Integer> lower = db.query("lower", String.class, Integer.class, key -> in.get() / 10);
        Query<String, Integer> upper = db.query("upper", String.class, Integer.class, key -> {
            runs.incrementAndGet();
            return 100 * lower.get(key);
        });
        in.set(10);
        assertEquals(1, lower.get("gone"));
        other.set(1);
        try (Snapshot base = db.snapshot()) {
            other.set(2);
            assertEquals(1, db.collect(0));
            assertEquals(1, base.call(() -> lower.get("x")));
            assertEquals(100, upper.get("x"));
            assertEquals(100, base.call(() -> upper.get("x")));
            assertEquals(1, runs.get());
            try (Snapshot snapshot = cloned ? base.snapshotAsync().join() : base.snapshot()) {
                snapshot.commit(() -> other.set(3));
                assertEquals(100, snapshot.call(() -> upper.get("x")));
                snapshot.commit(() -> in.set(11));
                assertEquals(100, snapshot.call(() -> upper.get("x")));
                assertEquals(1, runs.get());
                snapshot.commit(() -> in.set(20));
                assertEquals(200, snapshot.call(() -> upper.get("x")));
                assertEquals(2, runs.get());
            }
        }
    }
}
