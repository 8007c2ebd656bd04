package dev.sofrito.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.QueryCancelledException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
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
            Future<Integer> troubled = threads.submit((Callable<Integer>) () -> askInterrupted(callers, over));
            for (Future<Integer> asked : calm) {
                assertEquals(REQUESTS, asked.get());
            }
            over.set(true);
            assertTrue(troubled.get() > 0);
        }
    }

    private int ask(int key) {
        for (int i = 1; i <= REQUESTS; i++) {
            number.set(key, i);
            assertEquals(2 * i, twice.get(key));
        }
        return REQUESTS;
    }

    /** Asks while another thread interrupts this one; how often that cancelled a request. */
    private int askInterrupted(int key, AtomicBoolean over) throws InterruptedException {
        Thread self = Thread.currentThread();
        AtomicBoolean enough = new AtomicBoolean();
        Thread troubler = Thread.ofPlatform().daemon().start(() -> {
            while (!enough.get()) {
                self.interrupt();
                Thread.yield();
            }
        });
        int cancelled = 0;
        for (int i = 1; cancelled == 0 || !over.get(); i++) {
            number.set(key, i);
            try {
                assertEquals(2 * i, twice.get(key));
            } catch (QueryCancelledException e) {
                cancelled++;
            }
        }
        enough.set(true);
        while (troubler.isAlive()) {
            try {
                troubler.join();
            } catch (InterruptedException e) {
                // one more of its own
            }
        }
        Thread.interrupted();
        return cancelled;
    }
}
