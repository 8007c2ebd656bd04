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

    @BeforeEach
    void assumeTwoProcessors() {
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "with one processor nobody looks out");
    }

    @AfterEach
    void removeHook() {
        Hooks.install(null);
    }

    /** Runs a body on some thread; whether that had had nothing to run before. */
    private boolean runsOnIdler() {
        return Worker.run("body", new Task(null, 0), () -> Thread.currentThread() == idler.get());
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
