package dev.sofrito.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.Snapshot;
import dev.sofrito.Untracked;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The outside world is read once in a revision, whatever is collected meanwhile. */
@Tag("derived.untracked")
@Tag("mem.collect")
@Timeout(60)
class CollectUntrackedTest {

    private final Database db = Database.create();
    private final Input<String, Integer> in = db.input("in", String.class, Integer.class);
    private final AtomicInteger clock = new AtomicInteger();
    private final Query<String, Integer> now =
            db.query("now", String.class, Integer.class, key -> clock.incrementAndGet(), Untracked.INSTANCE);

    @Test
    void oneRunReadsOneValue() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Query<String, Integer> twice = db.query("twice", String.class, Integer.class, key -> {
            int first = now.get("");
            read.countDown();
            go.await();
            return now.get("") - first;
        });
        CompletableFuture<Integer> request =
                CompletableFuture.supplyAsync(() -> twice.get(""), Thread::startVirtualThread);
        read.await();
        in.set("x", 1);
        db.collect(0);
        go.countDown();
        assertEquals(0, request.get());
    }

    @Test
    void oneSnapshotShowsOneValue() {
        try (Snapshot snapshot = db.snapshot()) {
            int first = snapshot.call(() -> now.get(""));
            in.set("x", 1);
            db.collect(0);
            assertEquals(first, snapshot.call(() -> now.get("")));
        }
    }

    /** Which is no reason to keep what was read at revisions that nobody is at any more. */
    @Test
    void whatNobodyCanAskForAgainIsCollected() {
        Snapshot snapshot = db.snapshot();
        snapshot.call(() -> now.get(""));
        in.set("x", 1);
        assertEquals(0, db.collect(0));
        snapshot.close();
        assertEquals(1, db.collect(0));
    }
}
