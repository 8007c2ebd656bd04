package dev.sofrito.snapshots;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.Snapshot;
import dev.sofrito.testing.Garbage;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cancelling an asynchronous snapshot gives up all it held. */
@Tag("snap.close")
@Timeout(120)
class SnapshotCancelTest {

    private static final int CELLS = 20_000;

    private final Database db = Database.create();
    private final Boxes boxes = new Boxes();
    private final Input<Integer, Integer> in = db.input("in", Integer.class, Integer.class);
    private final Query<Integer, Boxes.Box> box =
            db.query("box", Integer.class, Boxes.Box.class, key -> boxes.make(in.get(key)));

    private void edit(int value) {
        db.commit(() -> {
            for (int key = 0; key < CELLS; key++) {
                in.set(key, value);
            }
        });
        db.run(() -> {
            for (int key = 0; key < CELLS; key++) {
                assertEquals(value, box.get(key).n);
            }
        });
    }

    @Test
    void aCancelledOneKeepsNothing() throws Exception {
        edit(0);
        int cancelled = 0;
        for (int i = 1; i <= 10; i++) {
            CompletableFuture<Snapshot> future = db.snapshotAsync();
            if (future.cancel(true)) {
                cancelled++;
                assertThrows(CancellationException.class, () -> future.get(1, TimeUnit.SECONDS));
            } else {
                future.get(60, TimeUnit.SECONDS).close();
            }
            edit(i);
        }
        assertTrue(cancelled > 0, "each was done before it could be cancelled");
        Garbage.awaitCollected(() -> boxes.live() == CELLS);
    }

    @Test
    void oneThatIsCompleteIsNotCancelled() throws Exception {
        edit(1);
        CompletableFuture<Snapshot> future = db.snapshotAsync();
        Snapshot snapshot = future.get(60, TimeUnit.SECONDS);
        future.cancel(true);
        edit(2);
        assertEquals(1, snapshot.call(() -> box.get(5)).n);
    }

    @Test
    void aFutureThatIsForgottenKeepsNothing() {
        edit(1);
        db.snapshotAsync();
        edit(2);
        Garbage.awaitCollected(() -> boxes.live() == CELLS);
    }
}
