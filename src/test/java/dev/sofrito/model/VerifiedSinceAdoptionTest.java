package dev.sofrito.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.Database;
import dev.sofrito.Durability;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.Snapshot;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A cell that a mutated snapshot took over before its source had verified it is the same as the one verified: what the
 * source has computed from that is used by the snapshot. Found by the model test, SNAPSHOTS 10239.
 */
@Tag("snap.queries")
@Tag("derived.precise")
class VerifiedSinceAdoptionTest {

    /** What was stale is so by the watermark, or by the edges. */
    @ParameterizedTest
    @EnumSource(Durability.class)
    void whatTheSourceComputesFromAVerifiedCellIsNotComputedAgain(Durability durability) {
        try (Database db = Database.create()) {
            AtomicInteger runs = new AtomicInteger();
            Input<Integer, Integer> in = db.input("in", Integer.class, Integer.class, durability);
            Query<Integer, Integer> parity = db.query("parity", Integer.class, Integer.class, key -> in.get(key) % 2);
            Query<Integer, Integer> base = db.query("base", Integer.class, Integer.class, parity::get);
            Query<Integer, Integer> other = db.query("other", Integer.class, Integer.class, base::get);
            Query<Integer, Integer> top = db.query("top", Integer.class, Integer.class, key -> {
                runs.incrementAndGet();
                return base.get(key);
            });
            in.set(0, 1);
            assertEquals(1, top.get(0));
            in.set(0, 3);
            try (Snapshot snapshot = db.snapshot()) {
                snapshot.run(() -> in.set(2, 1));
                assertEquals(1, snapshot.call(() -> other.get(0)));
                assertEquals(1, top.get(0));
                assertEquals(1, snapshot.call(() -> top.get(0)));
                assertEquals(1, runs.get());
                snapshot.run(() -> in.set(0, 2));
                assertEquals(0, snapshot.call(() -> top.get(0)));
                assertEquals(2, runs.get());
            }
        }
    }
}
