package dev.sofrito.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sofrito.engine.Hooks.Point;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thread that has run a caller's body may run the next caller's, and ends by itself if there is none. */
@Tag("conc.virtual")
@Timeout(60)
class WorkerTest {

    /** The first thread that had nothing to run. */
    private final AtomicReference<@Nullable Thread> idler = new AtomicReference<>();

    private final long began = System.nanoTime();

    /** Written by the test, read by {@link #restless}. */
    private volatile boolean over;

    /**
     * Keeps the carriers awake: where the system takes longer to wake one up than a caller looks out, hardly any thread
     * would ever have nothing to run.
     */
    private final Thread restless = Thread.ofVirtual().unstarted(() -> {
        while (!over) {
            Thread.yield();
        }
    });

    @BeforeEach
    void keepAwake() {
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "with one processor nobody looks out");
        restless.start();
    }

    @AfterEach
    void removeHook() throws InterruptedException {
        Hooks.install(null);
        over = true;
        restless.join();
    }

    /** Runs a body on some thread; whether that had had nothing to run before. */
    private boolean runsOnIdler() {
        return Worker.run("body", new Task(null, 0), () -> Thread.currentThread() == idler.get());
    }

    /** It is the system's doing whether a carrier is ever awake while a caller looks out. */
    private void assumeInTime() {
        assumeTrue(System.nanoTime() - began < 20_000_000_000L, "no body ended while its caller looked out");
    }

    @Test
    void anIdleThreadRunsTheNextCallersBody() {
        CountDownLatch handedOver = new CountDownLatch(1);
        AtomicReference<@Nullable Object> idle = new AtomicReference<>();
        Hooks.install((at, where) -> {
            if (at == Point.IDLING && idle.compareAndSet(null, where)) {
                idler.set(Thread.currentThread());
                await(handedOver);
            } else if (at == Point.HANDED_OVER && where == idle.get()) {
                handedOver.countDown();
            }
        });

        // (not at once: the thread ends, too, if its caller has parked meanwhile, or if that was often in vain)
        while (!runsOnIdler()) {
            assertEquals(1, handedOver.getCount());
            assumeInTime();
        }
    }

    @Test
    void aThreadThatIsGivenNothingEnds() throws Exception {
        Hooks.install((at, where) -> {
            if (at == Point.IDLING) {
                idler.compareAndSet(null, Thread.currentThread());
            }
        });
        while (idler.get() == null) {
            runsOnIdler();
            assumeInTime();
        }

        assertTrue(Objects.requireNonNull(idler.get()).join(Duration.ofSeconds(30)));
    }

    /** As from a lack of memory: the next caller's body runs all the same, on that thread or another. */
    @Test
    void whatIsThrownInAnIdleThreadIsNoHarmToTheNextCaller() {
        Hooks.install((at, where) -> {
            if (at == Point.IDLING && idler.compareAndSet(null, Thread.currentThread())) {
                throw new OutOfMemoryError("made up");
            }
        });
        while (idler.get() == null) {
            runsOnIdler();
            assumeInTime();
        }

        for (int i = 0; i < 100; i++) {
            runsOnIdler();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
