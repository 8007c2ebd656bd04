package dev.sofrito.revisions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.Snapshot;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** A read sees every mutation that had returned when it began, and never goes back behind an earlier one. */
@Tag("rev.linearizable")
@Timeout(60)
class RealTimeOrderTest {

    private static final int EDITS = 1_000;

    private final Database db = Database.create();
    private final Input<String, Integer> count = db.input("count", String.class, Integer.class);
    private final Query<String, Integer> copy = db.query("copy", count::get);
    private final Query<String, Integer> sum = db.query("sum", _ -> copy.get("a") + copy.get("b"));

    /** Reads until a writer that counts both slots up has ended; each read gives the two together. */
    private void assertInOrder(Caller caller, IntSupplier read) throws Exception {
        AtomicInteger returned = new AtomicInteger();
        AtomicInteger called = new AtomicInteger();
        db.commit(() -> {
            count.set("a", 0);
            count.set("b", 0);
        });
        Running<Void> writer = caller.start(() -> {
            for (int i = 1; i <= EDITS; i++) {
                int value = i;
                called.set(i);
                db.commit(() -> {
                    count.set("a", value);
                    count.set("b", value);
                });
                returned.set(i);
            }
        });
        List<Running<?>> readers = new ArrayList<>();
        for (int t = 0; t < 2; t++) {
            readers.add(caller.start(() -> {
                int last = 0;
                do {
                    int atLeast = returned.get();
                    int seen = read.getAsInt();
                    int atMost = called.get();
                    assertEquals(0, seen % 2, "half of a batch");
                    assertTrue(seen / 2 >= atLeast, seen / 2 + " read after " + atLeast + " had returned");
                    assertTrue(seen / 2 <= atMost, seen / 2 + " read before it was set");
                    assertTrue(seen / 2 >= last, seen / 2 + " read after " + last);
                    last = seen / 2;
                    Thread.yield();    // virtual threads are not time-sliced: the writer needs a carrier
                } while (!writer.isDone());
            }));
        }
        writer.join();
        for (Running<?> reader : readers) {
            reader.join();
        }
        assertEquals(2 * EDITS, read.getAsInt());
    }

    @OnEachCaller
    void readsOfOneSlot(Caller caller) throws Exception {
        assertInOrder(caller, () -> 2 * count.get("a"));
    }

    @OnEachCaller
    void derivedReads(Caller caller) throws Exception {
        assertInOrder(caller, () -> sum.get(""));
    }

    @OnEachCaller
    void blocks(Caller caller) throws Exception {
        assertInOrder(caller, () -> db.<Integer, RuntimeException>call(() -> count.get("a") + copy.get("b")));
    }

    @OnEachCaller
    void snapshots(Caller caller) throws Exception {
        assertInOrder(caller, () -> {
            try (Snapshot snapshot = db.snapshot()) {
                return snapshot.<Integer, RuntimeException>call(() -> count.get("a") + copy.get("b"));
            }
        });
    }

    @OnEachCaller
    void aDerivedReadAfterASetReturnedSeesItOnWhateverThread(Caller caller) throws Exception {
        count.set("b", 0);
        for (int i = 1; i <= 200; i++) {
            int value = i;
            caller.run(() -> count.set("a", value));
            Caller other = i % 2 == 0 ? Caller.PLATFORM : Caller.VIRTUAL;
            assertEquals(i, other.call(() -> sum.get("")));
        }
    }
}
