package dev.sofrito.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.QueryCancelledException;
import dev.sofrito.QueryException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers on platform threads, one after another and side by side, each get what they asked for. */
@Tag("conc.virtual")
@Timeout(120)
class PlatformCallersTest {

    private static final int REQUESTS = 20_000;

    private final Database db = Database.create();
    private final Input<Integer, Integer> number = db.input("number", Integer.class, Integer.class);
    private final Query<Integer, Integer> twice = db.query("twice", Integer.class, Integer.class, key -> {
        assertTrue(Thread.currentThread().isVirtual());
        return 2 * number.get(key);
    });

    @ParameterizedTest(name = "callers: {0}")
    @ValueSource(ints = {1, 2, 8})
    void eachGetsItsOwnAnswerAndIsCancelledOnlyIfItIsInterrupted(int callers) throws Exception {
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<Integer>> calm = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                int key = i;
                calm.add(threads.submit(() -> ask(key)));
            }
            AtomicBoolean over = new AtomicBoolean();
            Future<?> troubled = threads.submit(() -> askInterrupted(callers, over));
            try {
                for (Future<Integer> asked : calm) {
                    assertEquals(REQUESTS, asked.get());
                }
            } finally {
                over.set(true);
            }
            troubled.get();
        }
    }

    private int ask(int key) {
        for (int i = 1; i <= REQUESTS; i++) {
            number.set(key, i);
            assertEquals(2 * i, twice.get(key));
        }
        return REQUESTS;
    }

    /** Asks while another thread interrupts this one: each request is answered rightly or cancelled. */
    private void askInterrupted(int key, AtomicBoolean over) {
        Thread self = Thread.currentThread();
        Thread troubler = Thread.ofPlatform().daemon().start(() -> {
            while (!over.get()) {
                self.interrupt();
                Thread.yield();
            }
        });
        for (int i = 1; !over.get(); i++) {
            number.set(key, i);
            try {
                assertEquals(2 * i, twice.get(key));
            } catch (QueryCancelledException e) {
                Thread.interrupted();
            }
        }
        while (troubler.isAlive()) {
            try {
                troubler.join();
            } catch (InterruptedException e) {
                // one more of its own
            }
        }
        Thread.interrupted();
    }

    @Test
    void whoGivesUpInterruptsTheFunctionAndNothingIsRememberedOfIt() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        AtomicInteger runs = new AtomicInteger();
        Query<String, Integer> waits = db.query("waits", String.class, Integer.class, key -> {
            if (runs.incrementAndGet() == 1) {
                running.countDown();
                try {
                    never.await();
                } catch (InterruptedException e) {
                    interrupted.countDown();    // swallowed
                }
            }
            return runs.get();
        });
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        Thread caller = Thread.ofPlatform().daemon().start(() -> {
            try {
                waits.get("a");
            } catch (Throwable t) {
                thrown.set(t);
            }
        });
        running.await();
        caller.interrupt();
        caller.join();

        assertInstanceOf(QueryCancelledException.class, thrown.get());
        interrupted.await();
        assertEquals(2, waits.get("a"));
    }

    @Test
    @Tag("derived.failure")
    void aFailureShowsTheLineThatAskedAndWhereItCameFrom() {
        QueryException e = assertThrows(QueryException.class, () -> twice.get(1));
        List<String> frames = Arrays.stream(e.getStackTrace()).map(StackTraceElement::getClassName).toList();
        assertTrue(frames.contains(getClass().getName()), frames.toString());
        assertTrue(frames.indexOf("java.lang.VirtualThread") < frames.indexOf(getClass().getName()), frames.toString());
    }
}
