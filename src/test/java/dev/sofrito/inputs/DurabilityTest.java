package dev.sofrito.inputs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Durability;
import dev.sofrito.Input;
import dev.sofrito.InputOption;
import dev.sofrito.Query;
import dev.sofrito.Revision;
import dev.sofrito.Snapshot;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Durability is a matter of cost: results, revisions and runs are the same at every level. */
@Tag("input.durability")
@Timeout(120)
class DurabilityTest {

    private static final int SLOTS = 5;

    /** Three inputs of given levels, and queries that read them in ways that depend on what they hold. */
    private static final class Program {

        private final Trace trace = new Trace();
        private final Database db = Database.create();
        private final Input<Integer, Integer> a;
        private final Input<Integer, Integer> b;
        private final Input<Integer, Integer> c;
        private final Query<Integer, Integer> pair;
        private final Query<Integer, Boolean> positive;
        private final Query<Integer, Integer> chosen;
        private final Query<Integer, Integer> total;
        private final TreeMap<String, Integer> model = new TreeMap<>();

        Program(InputOption first, InputOption second, InputOption third) {
            a = db.input("a", Integer.class, Integer.class, first);
            b = db.input("b", Integer.class, Integer.class, second);
            c = db.input("c", Integer.class, Integer.class, third);
            pair = db.query("pair", trace.of("pair", k -> a.find(k).orElse(0) + 10 * b.find(k).orElse(0)));
            positive = db.query("positive", trace.of("positive", k -> pair.get(k) > 0));
            chosen = db.query("chosen", trace.of("chosen",
                    k -> positive.get(k) ? c.find(k).orElse(-1) : pair.get((k + 1) % SLOTS)));
            total = db.query("total", trace.of("total",
                    _ -> c.keys().stream().mapToInt(chosen::get).sum()));
        }

        private Input<Integer, Integer> input(int n) {
            return n == 0 ? a : n == 1 ? b : c;
        }

        private void mutate(Random random) {
            int n = random.nextInt(3);
            int key = random.nextInt(SLOTS);
            if (random.nextInt(4) == 0) {
                input(n).remove(key);
                model.remove(n + "/" + key);
            } else {
                int value = random.nextInt(5) - 2;
                input(n).set(key, value);
                model.put(n + "/" + key, value);
            }
        }

        private int slot(int n, int key, int otherwise) {
            return model.getOrDefault(n + "/" + key, otherwise);
        }

        private int expectedPair(int k) {
            return slot(0, k, 0) + 10 * slot(1, k, 0);
        }

        private int expectedChosen(int k) {
            return expectedPair(k) > 0 ? slot(2, k, -1) : expectedPair((k + 1) % SLOTS);
        }

        private int expectedTotal() {
            int sum = 0;
            for (int k = 0; k < SLOTS; k++) {
                sum += model.containsKey("2/" + k) ? expectedChosen(k) : 0;
            }
            return sum;
        }

        /** Runs a random program, checks each result, and tells all that can be seen of it. */
        List<String> run(long seed) {
            Random random = new Random(seed);
            List<String> seen = new ArrayList<>();
            for (int step = 0; step < 150; step++) {
                int k = random.nextInt(SLOTS);
                Revision before = db.revision();
                switch (random.nextInt(8)) {
                    case 0, 1, 2 -> mutate(random);
                    case 3 -> db.commit(() -> {
                        for (int i = random.nextInt(4); i >= 0; i--) {
                            mutate(random);
                        }
                    });
                    case 4 -> assertEquals(expectedPair(k), pair.get(k));
                    case 5 -> assertEquals(expectedChosen(k), chosen.get(k));
                    case 6 -> {
                        try (Snapshot snapshot = db.snapshot()) {
                            int expected = expectedTotal();
                            mutate(random);
                            assertEquals(expected, snapshot.<Integer, RuntimeException>call(() -> total.get(0)));
                        }
                    }
                    default -> assertEquals(expectedTotal(), total.get(0));
                }
                seen.add((db.revision().number() - before.number()) + " " + trace.taken());
            }
            return seen;
        }
    }

    static Stream<Arguments> levels() {
        List<Arguments> levels = new ArrayList<>();
        for (Durability a : Durability.values()) {
            for (Durability b : Durability.values()) {
                for (Durability c : Durability.values()) {
                    levels.add(Arguments.of(a, b, c));
                }
            }
        }
        return levels.stream();
    }

    @ParameterizedTest
    @MethodSource("levels")
    void randomProgramsGiveTheSameResultsRevisionsAndRuns(Durability a, Durability b, Durability c) throws Exception {
        for (long seed = 1; seed <= 12; seed++) {
            Program program = new Program(a, b, c);
            Program usual = new Program(Durability.LOW, Durability.LOW, Durability.LOW);
            long s = seed;
            Caller.VIRTUAL.run(() -> assertEquals(usual.run(s), program.run(s), "seed " + s));
        }
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void aChangeRunsWhatReadItAndNothingElse(Durability level) {
        Trace trace = new Trace();
        Database db = Database.create();
        Input<String, Integer> size = db.input("size", String.class, Integer.class, level);
        Query<String, Integer> one = db.query("one", trace.of("one", size::get));
        Query<String, Boolean> large = db.query("large", trace.of("large", k -> one.get(k) > 10));
        Query<String, String> shown = db.query("shown", trace.of("shown", k -> k + large.get(k)));
        size.set("a", 1);
        size.set("b", 1);
        assertEquals("afalse", shown.get("a"));
        assertEquals("bfalse", shown.get("b"));
        trace.taken();

        Revision before = db.revision();
        assertTrue(size.set("a", 2).compareTo(before) > 0);
        assertEquals("bfalse", shown.get("b"));
        trace.assertNothingRan();
        assertEquals("afalse", shown.get("a"));
        trace.assertRan("one(a)", "large(a)");
        assertEquals("afalse", shown.get("a"));
        trace.assertNothingRan();
    }
}
