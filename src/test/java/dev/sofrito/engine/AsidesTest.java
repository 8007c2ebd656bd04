package dev.sofrito.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.Snapshot;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is noted about answers in frozen views is let go of when it concerns nobody any more. */
@Tag("snap.close")
class AsidesTest {

    private static final int KEYS = 2000;

    private final Database db = Database.create();
    private final Asides asides = ((Engine) db).primary.asides;
    private final Input<Integer, Integer> in = db.input("in", Integer.class, Integer.class);
    private final Query<String, Integer> moved = db.query("moved", String.class, Integer.class, key -> in.get(-1));
    private final Query<Integer, Integer> cells =
            db.query("cells", Integer.class, Integer.class, key -> in.get(key) + 0 * moved.get(""));

    /** A snapshot that was asked for a cell, and goes on from its live memo, as it reads one that has moved on. */
    private Snapshot answeredAside(int key) {
        in.set(key, 1);
        in.set(-1, 2 * key);
        assertEquals(1, cells.get(key));
        in.set(-1, 2 * key + 1);
        Snapshot snapshot = db.snapshot();
        in.set(-1, -1);
        assertEquals(-1, moved.get(""));
        assertEquals(1, snapshot.call(() -> cells.get(key)));
        return snapshot;
    }

    @Test
    void noneIsKeptForSnapshotsThatAreClosed() {
        for (int key = 0; key < KEYS; key++) {
            answeredAside(key).close();
        }
        assertTrue(asides.size() > 0 && asides.size() < 100, () -> asides.size() + " are noted");
    }

    @Test
    void eachIsKeptWhileThereIsAnOlderSnapshot() {
        Snapshot older = db.snapshot();
        for (int key = 0; key < KEYS; key++) {
            answeredAside(key).close();
        }
        assertEquals(KEYS, asides.size());
        older.close();
        for (int key = KEYS; key < 4 * KEYS; key++) {
            answeredAside(key).close();
        }
        assertTrue(asides.size() < KEYS, () -> asides.size() + " are noted");
    }
}
