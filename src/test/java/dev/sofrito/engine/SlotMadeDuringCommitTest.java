package dev.sofrito.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.SingleInput;
import dev.sofrito.engine.Hooks.Point;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * An absent slot whose node is made while a commit is under way is known to be absent since before that, also once
 * others of its input were removed and forgotten.
 */
@Tag("derived.precise")
@Tag("mem.collect")
@Timeout(60)
class SlotMadeDuringCommitTest {

    private final Database db = Database.create();
    private final Input<String, Integer> in = db.input("in", String.class, Integer.class);
    private final SingleInput<Integer> unrelated = db.single("unrelated", Integer.class);
    private final AtomicInteger runs = new AtomicInteger();
    private final Query<String, Integer> query = db.query("query", String.class, Integer.class, key -> {
        runs.incrementAndGet();
        return in.find(key).orElse(0);
    });

    @AfterEach
    void removeHook() {
        Hooks.install(null);
    }

    /** Asks while a commit is held before it has looked for the node. */
    private void askDuring(Runnable commit) throws InterruptedException {
        ForcedInterleavingTest.Hold held = new ForcedInterleavingTest.Hold(Point.ANNOUNCED, "");
        Thread writer = Thread.ofVirtual().start(commit);
        held.awaitReached();
        assertEquals(0, query.get("a"));
        held.open();
        writer.join();
    }

    private void forgetAnother() {
        in.set("b", 1);
        in.remove("b");
        assertEquals(in.find("a").orElse(0), query.get("a"));
        db.collect(0);
        unrelated.set(2);
    }

    @Test
    void itIsNoChangeThatAnotherOneIsForgotten() throws Exception {
        askDuring(() -> unrelated.set(1));
        forgetAnother();
        assertEquals(0, query.get("a"));
        assertEquals(1, runs.get());
    }

    @Test
    void oneThatTheCommitSetsIsAChange() throws Exception {
        askDuring(() -> in.set("a", 5));
        assertEquals(5, query.get("a"));
        assertEquals(2, runs.get());
        forgetAnother();
        assertEquals(5, query.get("a"));
        assertEquals(2, runs.get());
        in.remove("a");
        assertEquals(0, query.get("a"));
        in.set("a", 6);
        assertEquals(6, query.get("a"));
        assertEquals(4, runs.get());
    }
}
