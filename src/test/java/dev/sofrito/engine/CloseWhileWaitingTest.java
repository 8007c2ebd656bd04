package dev.sofrito.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.engine.Hooks.Point;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A request that has waited for a run of an earlier revision finishes, also if the database was closed meanwhile. */
@Timeout(60)
class CloseWhileWaitingTest {

    @AfterEach
    void removeHook() {
        Hooks.install(null);
    }

    @Test
    @Tag("rev.binding")
    void aRequestThatWaitsWhenTheDatabaseIsClosedFinishes() throws Exception {
        Database db = Database.create();
        Input<String, Integer> in = db.input("in", String.class, Integer.class);
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch waits = new CountDownLatch(1);
        Query<String, Integer> q = db.query("q", String.class, Integer.class, key -> {
            running.countDown();
            go.await();
            return in.get(key);
        });
        Hooks.install((at, where) -> {
            if (at == Point.WAITING) {
                waits.countDown();
            }
        });
        in.set("x", 1);
        CompletableFuture<Integer> early = CompletableFuture.supplyAsync(() -> q.get("x"), Thread::startVirtualThread);
        running.await();
        in.set("x", 2);
        CompletableFuture<Integer> late = CompletableFuture.supplyAsync(() -> q.get("x"), Thread::startVirtualThread);
        waits.await();
        db.close();
        go.countDown();
        assertEquals(1, early.get());
        assertEquals(2, late.get());
    }
}
