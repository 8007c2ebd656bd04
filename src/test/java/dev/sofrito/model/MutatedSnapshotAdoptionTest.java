package dev.sofrito.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.Database;
import dev.sofrito.Query;
import dev.sofrito.SingleInput;
import dev.sofrito.Snapshot;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A value that the source computed at the revision where a snapshot began is not taken for one of the snapshot's later
 * revisions, although an input has there gone back to what it was before. Found by the model test, CYCLES 8.
 */
@Tag("snap.isolated")
@Tag("snap.queries")
class MutatedSnapshotAdoptionTest {

    @Test
    void aValueOfTheRevisionThatASnapshotLeftIsNotTakenForALaterOne() {
        try (Database db = Database.create()) {
            SingleInput<Integer> in = db.single("in", Integer.class);
            Query<String, Integer> base = db.query("base", String.class, Integer.class, key -> in.get());
            Query<String, Integer> top = db.query("top", String.class, Integer.class, base::get);
            in.set(2);
            assertEquals(2, base.get("x"));
            in.set(3);
            try (Snapshot snapshot = db.snapshot()) {
                assertEquals(2, snapshot.call(() -> {
                    in.set(2);
                    return base.get("x");
                }));
                assertEquals(3, top.get("x"));
                assertEquals(2, snapshot.call(() -> top.get("x")));
            }
        }
    }
}
