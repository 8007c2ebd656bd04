package dev.sofrito.snapshots;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.Snapshot;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Taking a snapshot copies nothing: what it allocates does not depend on what there is. Times are in {@code jmh/}. */
@Tag("snap.cost")
@Timeout(120)
class SnapshotCostTest {

    private static final int SNAPSHOTS = 500;

    @Test
    void whatASnapshotAllocatesDoesNotDependOnHowManyCellsThereAre() {
        long few = bytesPerSnapshot(1_000);
        long many = bytesPerSnapshot(100_000);
        assertTrue(many <= 2 * few, () -> few + " bytes with 1,000 cells, " + many + " with 100,000");
        assertTrue(many <= 2_000, () -> many + " bytes a snapshot");
    }

    private static long bytesPerSnapshot(int cells) {
        try (Database db = Database.create()) {
            Input<Integer, Integer> in = db.input("in", Integer.class, Integer.class);
            Query<Integer, Integer> twice = db.query("twice", Integer.class, Integer.class, key -> 2 * in.get(key));
            db.commit(() -> {
                for (int key = 0; key < cells; key++) {
                    in.set(key, key);
                }
            });
            db.run(() -> {
                for (int key = 0; key < cells; key++) {
                    twice.get(key);
                }
            });
            measure(db, in);   // so that classes are loaded
            return measure(db, in);
        }
    }

    /** Takes snapshots that are all kept, each of a revision of its own. */
    private static long measure(Database db, Input<Integer, Integer> in) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Snapshot[] kept = new Snapshot[SNAPSHOTS];
        long bytes = 0;
        for (int i = 0; i < SNAPSHOTS; i++) {
            in.set(i, -1 - in.get(i));
            long before = threads.getCurrentThreadAllocatedBytes();
            kept[i] = db.snapshot();
            bytes += threads.getCurrentThreadAllocatedBytes() - before;
        }
        Reference.reachabilityFence(kept);
        return bytes / SNAPSHOTS;
    }
}
