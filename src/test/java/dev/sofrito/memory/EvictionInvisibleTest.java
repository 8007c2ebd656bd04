package dev.sofrito.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Keep;
import dev.sofrito.Query;
import dev.sofrito.QueryOption;
import dev.sofrito.Snapshot;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** Whatever is evicted when, results are those of a database that keeps everything. */
@Tag("mem.evict")
@Timeout(120)
class EvictionInvisibleTest {

    private static final int SLOTS = 12;

    private static final class Graph {

        private final Database db = Database.create();
        private final Input<Integer, Integer> source = db.input("source", Integer.class, Integer.class);
        private final Query<Integer, Integer> leaf;
        private final Query<Integer, Integer> pair;
        private final Query<Integer, Integer> total;

        Graph(QueryOption... keep) {
            leaf = db.query("leaf", k -> source.find(k).orElse(-1) * 3, keep);
            pair = db.query("pair", k -> leaf.get(k) / 2 + leaf.get((k + 1) % SLOTS), keep);
            total = db.query("total", m -> IntStream.range(0, SLOTS).filter(k -> k % (m + 1) == 0)
                    .map(pair::get).sum(), keep);
        }

        List<Integer> run(long seed) {
            Random random = new Random(seed);
            List<Integer> seen = new ArrayList<>();
            for (int step = 0; step < 300; step++) {
                int k = random.nextInt(SLOTS);
                switch (random.nextInt(7)) {
                    case 0, 1 -> source.set(k, random.nextInt(4));
                    case 2 -> source.remove(k);
                    case 3 -> seen.add(leaf.get(k));
                    case 4 -> seen.add(pair.get(k));
                    case 5 -> seen.add(total.get(k % 3));
                    default -> {
                        try (Snapshot snapshot = db.snapshot()) {
                            source.set(k, random.nextInt(4));
                            seen.add(snapshot.<Integer, RuntimeException>call(() -> total.get(k % 3)));
                        }
                    }
                }
            }
            return seen;
        }
    }

    @OnEachCaller
    void randomProgramsGiveTheSameResults(Caller caller) throws Exception {
        caller.run(() -> {
            for (long seed = 1; seed <= 10; seed++) {
                List<Integer> expected = new Graph().run(seed);
                for (int bound : new int[] {1, 2, 5}) {
                    assertEquals(expected, new Graph(Keep.atMost(bound)).run(seed), "seed " + seed + ", " + bound);
                }
            }
        });
    }

    @OnEachCaller
    void readersGetTheRightValueWhileOthersEvictIt(Caller caller) throws Exception {
        Graph graph = new Graph(Keep.atMost(2));
        for (int i = 0; i < SLOTS; i++) {
            graph.source.set(i, 100 * i);
        }
        Running<Void> writer = caller.start(() -> {
            for (int i = 0; i < 300; i++) {
                graph.source.set(i % SLOTS, 100 * (i % SLOTS) + i % 7);
            }
        });
        List<Running<?>> readers = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            Random random = new Random(t);
            readers.add(caller.start(() -> {
                for (int i = 0; i < 500; i++) {
                    int k = random.nextInt(SLOTS);
                    graph.db.run(() -> {
                        int a = graph.source.get(k);
                        int b = graph.source.get((k + 1) % SLOTS);
                        assertEquals(3 * a / 2 + 3 * b, graph.pair.get(k));
                        assertEquals(3 * b, graph.leaf.get((k + 1) % SLOTS));
                    });
                }
            }));
        }
        writer.join();
        for (Running<?> reader : readers) {
            reader.join();
        }
    }
}
