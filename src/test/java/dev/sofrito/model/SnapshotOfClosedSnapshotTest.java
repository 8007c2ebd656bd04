package dev.sofrito.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.Database;
import dev.sofrito.Query;
import dev.sofrito.SingleInput;
import dev.sofrito.Snapshot;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A snapshot of a mutated snapshot outlives it. Found by the model test, SNAPSHOTS 59. */
@Tag("snap.many")
@Tag("snap.close")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SnapshotOfClosedSnapshotTest {

    @Test
    void aSnapshotOfAMutatedSnapshotAnswersAfterThatIsClosed() {
        try (Database db = Database.create()) {
            SingleInput<Integer> in = db.single("in", Integer.class);
            Query<String, Integer> query = db.query("query", String.class, Integer.class, key -> in.get());
            in.set(1);
            Snapshot parent = db.snapshot();
            parent.run(() -> in.set(2));
            try (Snapshot child = parent.snapshot()) {
                parent.close();
                assertEquals(2, child.call(() -> query.get("x")));
            }
        }
    }
}
