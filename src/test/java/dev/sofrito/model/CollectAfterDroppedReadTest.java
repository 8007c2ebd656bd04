package dev.sofrito.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.Database;
import dev.sofrito.Durability;
import dev.sofrito.Query;
import dev.sofrito.SingleInput;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What was needed through another cell lately is kept, also if that one has run since without it. Found by the model
 * test, RICH 14570648413560.
 */
@Tag("mem.collect")
class CollectAfterDroppedReadTest {

    @ParameterizedTest
    @EnumSource(Durability.class)
    void aCellThatWasAskedForThroughOneThatNoLongerReadsItCountsAsRequestedThen(Durability durability) {
        try (Database db = Database.create()) {
            AtomicInteger runs = new AtomicInteger();
            SingleInput<Boolean> reads = db.single("reads", Boolean.class, durability);
            SingleInput<Integer> other = db.single("other", Integer.class);
            Query<String, Integer> base = db.query("base", String.class, Integer.class, key -> runs.incrementAndGet());
            Query<String, Integer> top = db.query("top", String.class, Integer.class,
                    key -> reads.get() ? base.get(key) : 0);
            reads.set(true);
            assertEquals(1, top.get("x"));
            other.set(1);
            assertEquals(1, top.get("x"));
            reads.set(false);
            assertEquals(0, top.get("x"));
            assertEquals(0, db.collect(1));
            assertEquals(1, base.get("x"));
            other.set(2);
            other.set(3);
            assertEquals(2, db.collect(1));
        }
    }
}
