package dev.sofrito.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.SingleInput;
import dev.sofrito.Snapshot;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A snapshot knows as well as its source since when a slot is absent, also if others of the input were removed and
 * forgotten, and whoever asks in the snapshot first.
 */
@Tag("derived.precise")
@Tag("snap.queries")
@Tag("mem.collect")
class ForgottenSlotAdoptionTest {

    @Test
    void anAbsentSlotThatASnapshotReadsAnewIsNoChangeForWhatTheSourceRemembers() {
        try (Database db = Database.create()) {
            AtomicInteger runs = new AtomicInteger();
            Input<String, Integer> in = db.input("in", String.class, Integer.class);
            Input<String, Integer> unrelated = db.input("unrelated", String.class, Integer.class);
            Query<String, Integer> first = db.query("first", String.class, Integer.class, key -> {
                runs.incrementAndGet();
                return in.find(key).orElse(0);
            });
            Query<String, Integer> second = db.query("second", String.class, Integer.class, key -> in.find(key).orElse(1));
            unrelated.set("x", 1);
            assertEquals(0, first.get("a"));
            in.set("b", 1);
            in.remove("b");
            assertEquals(0, first.get("a"));
            db.collect(0);
            unrelated.set("x", 2);
            try (Snapshot snapshot = db.snapshot()) {
                snapshot.run(() -> unrelated.set("x", 3));
                try (Snapshot inner = snapshot.snapshot()) {
                    inner.run(() -> unrelated.set("x", 4));
                    assertEquals(1, inner.call(() -> second.get("a")));
                    assertEquals(0, inner.call(() -> first.get("a")));
                }
                assertEquals(1, snapshot.call(() -> second.get("a")));
                assertEquals(0, snapshot.call(() -> first.get("a")));
            }
            assertEquals(1, runs.get());
        }
    }

    @Test
    void anAbsentSlotThatHasComeSinceIsNoChangeForASnapshotOfBefore() {
        try (Database db = Database.create()) {
            AtomicInteger runs = new AtomicInteger();
            Input<String, Integer> in = db.input("in", String.class, Integer.class);
            SingleInput<Integer> other = db.single("other", Integer.class);
            Query<String, Integer> tens = db.query("tens", String.class, Integer.class, key -> other.get() / 10);
            Query<String, Integer> first = db.query("first", String.class, Integer.class, key -> {
                runs.incrementAndGet();
                return in.find(key).orElse(0) + tens.get(key);
            });
            other.set(10);
            assertEquals(1, first.get("a"));
            in.set("b", 1);
            in.remove("b");
            assertEquals(1, first.get("a"));
            db.collect(0);
            other.set(11);
            try (Snapshot snapshot = db.snapshot()) {
                in.set("a", 5);
                in.set("a", 6);
                assertEquals(1, snapshot.call(() -> first.get("a")));
                assertEquals(1, runs.get());
                assertEquals(7, first.get("a"));
            }
        }
    }
}
