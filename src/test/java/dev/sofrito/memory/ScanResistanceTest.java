package dev.sofrito.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.Database;
import dev.sofrito.Keep;
import dev.sofrito.Query;
import dev.sofrito.testing.Caller;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One pass over a million keys does not throw out what is used all the time. */
@Tag("mem.evict")
@Timeout(120)
class ScanResistanceTest {

    private static final int SCANNED = 1_000_000;
    private static final int HOT = 100;

    private final AtomicInteger hotRuns = new AtomicInteger();
    private final Database db = Database.create();
    private final Query<Integer, Integer> query = db.query("query", k -> {
        if (k < 0) {
            hotRuns.incrementAndGet();
        }
        return -k;
    }, Keep.atMost(1_000));

    private void askForTheHotOnes() {
        for (int k = 1; k <= HOT; k++) {
            assertEquals(k, query.get(-k));
        }
    }

    private void warmUp() {
        for (int round = 0; round < 20; round++) {
            askForTheHotOnes();
        }
        assertEquals(HOT, hotRuns.getAndSet(0));
    }

    /** On a virtual thread, so that a million requests need not each move to one. */
    private void scan(int between) throws Exception {
        Caller.VIRTUAL.run(() -> {
            for (int k = 1; k <= SCANNED; k++) {
                assertEquals(-k, query.get(k));
                if (k % between == 0) {
                    askForTheHotOnes();
                }
            }
        });
    }

    @Test
    void whatIsUsedDuringTheScanStays() throws Exception {
        warmUp();
        scan(2_000);
        assertEquals(0, hotRuns.get());
    }

    @Test
    void whatWasUsedALotBeforeTheScanIsThereAfterIt() throws Exception {
        warmUp();
        scan(Integer.MAX_VALUE);
        askForTheHotOnes();
        assertEquals(0, hotRuns.get());
    }
}
