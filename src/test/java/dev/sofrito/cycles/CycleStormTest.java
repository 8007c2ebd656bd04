package dev.sofrito.cycles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.CycleException;
import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.QueryException;
import dev.sofrito.TaskScope;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.Running;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** While edges come and go, a request fails with a cycle exactly if there is one at its revision, and names it. */
@Tag("cycle.cross")
@Tag("cycle.forked")
@Tag("cycle.stale")
@Timeout(120)
class CycleStormTest {

    private static final int NODES = 10;
    private static final int READERS = 24;
    private static final int REQUESTS = 150;

    private final Database db = Database.create();
    private final Input<Integer, List<Integer>> edges = db.input("edges");

    /** Asks one after another. */
    private final Query<Integer, Integer> node = db.query("node", n -> {
        int sum = 1;
        for (int next : edges.get(n)) {
            Thread.yield();
            sum += this.node.get(next);
        }
        return sum;
    });

    /** Asks in parallel. */
    private final Query<Integer, Integer> forked = db.query("forked", n -> {
        List<Integer> all = edges.get(n);
        if (all.isEmpty()) {
            return 1;
        }
        try (var scope = TaskScope.open()) {
            List<TaskScope.Subtask<Integer>> parts = new ArrayList<>();
            for (int next : all) {
                parts.add(scope.fork(() -> this.forked.get(next)));
            }
            scope.join();
            return 1 + parts.stream().mapToInt(TaskScope.Subtask::get).sum();
        }
    });

    /** Catches the failure of what it asks for. */
    private final Query<Integer, Integer> caught = db.query("caught", n -> {
        try {
            return this.node.get(n);
        } catch (CycleException e) {
            return -1;
        }
    });

    private static List<List<Integer>> randomEdges(Random random) {
        List<List<Integer>> all = new ArrayList<>();
        for (int n = 0; n < NODES; n++) {
            all.add(random.ints(random.nextInt(3), 0, NODES).boxed().distinct().toList());
        }
        return all;
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aCycleIsReportedExactlyIfThereIsOne(long seed) throws Exception {
        Random random = new Random(seed);
        setAll(randomEdges(random));
        AtomicBoolean stop = new AtomicBoolean();
        Running<Void> writer = Caller.PLATFORM.start(() -> {
            while (!stop.get()) {
                if (random.nextInt(4) == 0) {
                    setAll(randomEdges(random));
                } else {
                    edges.set(random.nextInt(NODES), randomEdges(random).getFirst());
                }
                Thread.yield();
            }
        });
        List<Running<Void>> readers = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            Random own = new Random(seed * 1000 + i);
            readers.add((i % 6 == 0 ? Caller.PLATFORM : Caller.VIRTUAL).start(() -> {
                for (int request = 0; request < REQUESTS; request++) {
                    int n = own.nextInt(NODES);
                    switch (own.nextInt(3)) {
                        case 0 -> db.run(() -> check(node, n));
                        case 1 -> db.run(() -> check(forked, n));
                        default -> db.run(() -> assertEquals(expected(n) == null ? -1 : expected(n), caught.get(n)));
                    }
                }
            }));
        }
        for (Running<Void> reader : readers) {
            reader.join();
        }
        stop.set(true);
        writer.join();
    }

    private void setAll(List<List<Integer>> all) {
        db.commit(() -> {
            for (int n = 0; n < NODES; n++) {
                edges.set(n, all.get(n));
            }
        });
    }

    private void check(Query<Integer, Integer> query, int n) {
        Integer expected = expected(n);
        try {
            assertEquals(expected, query.get(n));
        } catch (CycleException e) {
            assertEquals(null, expected, e.getMessage());
            assertEquals(query.name() + "(" + n + ")", e.path().getFirst());
            assertIsRing(query.name(), e.participants());
        } catch (QueryException e) {
            throw new AssertionError("no cycle, but a failure", e);
        }
    }

    /** Each of them leads to the next, and the last to the first. */
    private void assertIsRing(String query, List<String> participants) {
        List<Integer> ring = participants.stream()
                .map(p -> Integer.valueOf(p.substring(query.length() + 1, p.length() - 1))).toList();
        Set<Integer> different = new HashSet<>(ring);
        assertEquals(ring.size(), different.size(), "each is there once");
        for (int i = 0; i < ring.size(); i++) {
            int from = ring.get(i);
            int to = ring.get((i + 1) % ring.size());
            assertTrue(edges.get(from).contains(to), () -> participants + ": " + from + " does not lead to " + to);
        }
    }

    /** The value at the revision of the block, or null if the node leads into a cycle. */
    private @Nullable Integer expected(int n) {
        return value(n, new ArrayDeque<>());
    }

    private @Nullable Integer value(int n, Deque<Integer> path) {
        if (path.contains(n)) {
            return null;
        }
        path.push(n);
        int sum = 1;
        for (int next : edges.get(n)) {
            Integer below = value(next, path);
            if (below == null) {
                return null;
            }
            sum += below;
        }
        path.pop();
        return sum;
    }
}
