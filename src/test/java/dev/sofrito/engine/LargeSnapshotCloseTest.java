package dev.sofrito.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.Snapshot;
import dev.sofrito.engine.Hooks.Point;
import dev.sofrito.testing.Garbage;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who closes a snapshot lets go of so many memos that it held, and another thread of the rest. */
@Tag("snap.close")
@Timeout(120)
class LargeSnapshotCloseTest {

    private static final int CELLS = 10_000;
    private static final int BY_THE_CALLER = 8 * 512;

    @AfterEach
    void removeHook() {
        Hooks.install(null);
    }

    @Test
    void closingReturnsBeforeAllIsFreeAndThenAllIs() {
        Set<Cell> cells = ConcurrentHashMap.newKeySet();
        Hooks.install((at, where) -> {
            if (at == Point.CLAIMED) {
                cells.add((Cell) where);
            }
        });
        Database db = Database.create();
        Input<Integer, Integer> in = db.input("in", Integer.class, Integer.class);
        Query<Integer, Integer> low = db.query("low", Integer.class, Integer.class, in::get);
        List<Integer> keys = IntStream.range(0, CELLS).boxed().toList();
        db.commit(() -> keys.forEach(key -> in.set(key, key)));
        low.getAll(keys);
        Snapshot snapshot = db.snapshot();
        db.commit(() -> keys.forEach(key -> in.set(key, -1 - key)));
        low.getAll(keys);
        assertEquals(CELLS, retained(cells));

        cells.forEach(cell -> cell.lock().lock());    // the other thread can let go of nothing, this one can
        snapshot.close();
        assertEquals(CELLS - BY_THE_CALLER, retained(cells));
        cells.forEach(cell -> cell.lock().unlock());
        Garbage.awaitCollected(() -> retained(cells) == 0);
    }

    private static long retained(Set<Cell> cells) {
        return cells.stream().filter(cell -> cell.memo instanceof Memo memo && memo.older() != null).count();
    }
}
