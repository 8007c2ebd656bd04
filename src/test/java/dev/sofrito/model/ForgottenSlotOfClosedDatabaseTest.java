package dev.sofrito.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.Database;
import dev.sofrito.Query;
import dev.sofrito.SingleInput;
import dev.sofrito.Snapshot;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A slot that was removed, and forgotten by a collection, is first read by a run during which the database is closed:
 * the slot is not taken to have been absent always. Found by a fuzzer.
 */
@Tag("snap.queries")
@Tag("mem.collect")
class ForgottenSlotOfClosedDatabaseTest {

    @Test
    void aRunThatGoesOnAfterTheEndDoesNotAnswerForASnapshotOfBefore() {
        Database db = Database.create();
        SingleInput<Integer> in = db.single("in", Integer.class);
        SingleInput<Integer> other = db.single("other", Integer.class);
        AtomicBoolean close = new AtomicBoolean(true);
        Query<String, Integer> reader = db.query("reader", String.class, Integer.class, key -> {
            if (close.getAndSet(false)) {
                CompletableFuture.runAsync(db::close).join();
            }
            return in.find().orElse(0);
        });
        in.set(1);
        try (Snapshot snapshot = db.snapshot()) {
            in.remove();
            db.collect(0);
            other.set(1);
            assertEquals(0, reader.get("x"));
            assertEquals(1, snapshot.call(() -> reader.get("x")));
        }
    }
}
