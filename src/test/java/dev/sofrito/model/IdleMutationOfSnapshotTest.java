package dev.sofrito.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.Database;
import dev.sofrito.Query;
import dev.sofrito.SingleInput;
import dev.sofrito.Snapshot;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A mutation that changes nothing leaves a snapshot sharing what it computes. Found by the model test, SNAPSHOTS 21.
 */
@Tag("snap.queries")
@Tag("input.set")
class IdleMutationOfSnapshotTest {

    @Test
    void settingWhatIsThereDoesNotPartASnapshotFromItsSource() {
        try (Database db = Database.create()) {
            AtomicInteger runs = new AtomicInteger();
            SingleInput<Integer> in = db.single("in", Integer.class);
            Query<String, Integer> query = db.query("query", String.class, Integer.class, key -> {
                runs.incrementAndGet();
                return in.get();
            });
            in.set(1);
            try (Snapshot snapshot = db.snapshot()) {
                snapshot.run(() -> in.set(1));
                assertEquals(1, snapshot.call(() -> query.get("x")));
                assertEquals(1, query.get("x"));
                assertEquals(1, runs.get());
            }
        }
    }
}
