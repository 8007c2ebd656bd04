package dev.sofrito.cycles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.TaskScope;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.Running;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that merely share cells are never called a cycle, in whatever order they need them. */
@Tag("cycle.cross")
@Timeout(180)
class SharedCellsTest {

    private static final int WIDTH = 40;
    private static final int LAYERS = 12;
    private static final int REQUESTS = 10_000;

    private final Database db = Database.create();
    private final Input<Integer, Long> number = db.input("number", Integer.class, Long.class);
    private final int[][] below = new int[LAYERS * WIDTH][];
    private final AtomicIntegerArray runs = new AtomicIntegerArray(LAYERS * WIDTH);

    /** Reads some cells of lower layers one after another, in an order of its own. */
    private final Query<Integer, Long> layered = db.query("layered", n -> {
        runs.incrementAndGet(n);
        long sum = n < WIDTH ? number.get(n) : 0;
        for (int next : below[n]) {
            Thread.yield();
            sum += this.layered.get(next);
        }
        return sum;
    });

    /** As layered, but in parallel. */
    private final Query<Integer, Long> forked = db.query("forked", n -> {
        runs.incrementAndGet(n);
        if (n < WIDTH) {
            return number.get(n);
        }
        try (var scope = TaskScope.open()) {
            List<TaskScope.Subtask<Long>> parts = new ArrayList<>();
            for (int next : below[n]) {
                parts.add(scope.fork(() -> this.forked.get(next)));
            }
            scope.join();
            return parts.stream().mapToLong(TaskScope.Subtask::get).sum();
        }
    });

    SharedCellsTest() {
        Random random = new Random(7);
        for (int n = 0; n < below.length; n++) {
            int layer = n / WIDTH;
            below[n] = layer == 0 ? new int[0] : random.ints(3, 0, layer * WIDTH).toArray();
        }
    }

    private void setAll(long factor) {
        db.commit(() -> {
            for (int n = 0; n < WIDTH; n++) {
                number.set(n, factor * (n + 1));
            }
        });
    }

    private long[] expected(long factor) {
        long[] values = new long[below.length];
        for (int n = 0; n < values.length; n++) {
            values[n] = n < WIDTH ? factor * (n + 1) : 0;
            for (int next : below[n]) {
                values[n] += values[next];
            }
        }
        return values;
    }

    private void ask(Query<Integer, Long> query, int requests, long factor, long seed) throws Exception {
        setAll(factor);
        long[] expected = expected(factor);
        Random random = new Random(seed);
        List<Running<Void>> running = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            int n = random.nextInt(below.length);
            Caller caller = i % 50 == 0 ? Caller.PLATFORM : Caller.VIRTUAL;
            running.add(caller.start(() -> assertEquals(expected[n], query.get(n))));
        }
        for (Running<Void> request : running) {
            request.join();
        }
        for (int n = 0; n < below.length; n++) {
            int count = runs.getAndSet(n, 0);
            assertTrue(count <= 1, query.name() + "(" + n + ") ran " + count + " times");
        }
    }

    @Test
    void tenThousandRequestsOverSharedCellsAreNoCycle() throws Exception {
        ask(layered, REQUESTS, 1, 1);
    }

    @Test
    void norWhileTheyRevalidate() throws Exception {
        for (int round = 1; round <= 10; round++) {
            ask(layered, REQUESTS / 10, round, round);
        }
    }

    @Test
    void norWhenTheyFork() throws Exception {
        for (int round = 1; round <= 10; round++) {
            ask(forked, REQUESTS / 10, round, round);
        }
    }

    @Test
    void norWhileCommitsGoOn() throws Exception {
        setAll(1);
        long[] unit = expected(1);
        Random random = new Random(3);
        List<Running<Void>> running = new ArrayList<>();
        for (int round = 2; round < 100; round++) {
            for (int i = 0; i < 50; i++) {
                int n = random.nextInt(below.length);
                running.add(Caller.VIRTUAL.start(() ->
                        assertEquals(0, layered.get(n) % unit[n], "a whole multiple, as of one revision")));
            }
            setAll(round);
        }
        for (Running<Void> request : running) {
            request.join();
        }
    }
}
