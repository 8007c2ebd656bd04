package dev.sofrito.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Query;
import dev.sofrito.QueryCancelledException;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A deep request goes on with fresh stacks, and nobody can tell. */
@Timeout(60)
class DeepCancelTest {

    /** Deep enough to have done so a few times. */
    private static final int DEPTH = 200;

    private final Database db = Database.create();
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch noticed = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicBoolean rain = new AtomicBoolean(true);

    private final Query<Integer, Integer> stubborn =
            db.query("stubborn", n -> n == 0 ? ignoreTheInterrupt() : this.stubborn.get(n - 1));

    private final Query<Integer, Integer> throwing =
            db.query("throwing", n -> n == 0 ? throwInTheRain() : this.throwing.get(n - 1));

    private int ignoreTheInterrupt() throws InterruptedException {
        reached.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            noticed.countDown();
            mayEnd.await();
        }
        ended.set(true);
        return 5;
    }

    private int throwInTheRain() throws InterruptedException {
        if (rain.get()) {
            throw new InterruptedException("somewhere below");
        }
        return 5;
    }

    @Test
    @Tag("derived.cancel")
    @Tag("depth.unbounded")
    void aRequestThatIsGivenUpEndsAfterTheRunsThatItLedTo() throws Exception {
        Running<Boolean> request = Caller.VIRTUAL.startCall(() -> {
            assertThrows(QueryCancelledException.class, () -> stubborn.get(DEPTH));
            return ended.get();
        });
        reached.await();
        request.interrupt();
        noticed.await();
        mayEnd.countDown();
        assertTrue(request.result(), "the request ended before a run of its own");
    }

    @OnEachCaller
    @Tag("derived.cancel")
    @Tag("depth.unbounded")
    void anInterruptedExceptionFromTheDepthIsNoFailure(Caller caller) throws Exception {
        caller.run(() -> {
            assertThrows(QueryCancelledException.class, () -> throwing.get(DEPTH));
            assertTrue(Thread.interrupted());
        });
        rain.set(false);
        caller.run(() -> assertEquals(5, throwing.get(DEPTH)));
    }
}
