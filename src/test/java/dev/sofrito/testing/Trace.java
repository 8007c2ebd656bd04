package dev.sofrito.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.QueryFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A record of which queries ran, in the order in which they started, each as {@code name(key)}.
 *
 * {@snippet :
 * Trace trace = new Trace();
 * Query<String, Integer> words = db.query("words", trace.of("words", f -> text.get(f).length()));
 * words.get("a");
 * trace.assertRan("words(a)");
 * }
 */
public final class Trace {

    private final List<String> runs = new ArrayList<>();   // guarded by this

    /** A function that records its runs here. */
    public <K, V> QueryFunction<K, V> of(String name, QueryFunction<K, V> function) {
        return key -> {
            record(name + "(" + key + ")");
            return function.compute(key);
        };
    }

    /** Records a run, or anything else of which the order matters. */
    public synchronized void record(String run) {
        runs.add(run);
    }

    /** What ran since the last time this was asked. */
    public synchronized List<String> taken() {
        List<String> taken = List.copyOf(runs);
        runs.clear();
        return taken;
    }

    /** Checks that just this ran, in this order, since the last check. */
    public void assertRan(String... expected) {
        assertEquals(List.of(expected), taken());
    }

    /** Checks that just this ran, each as often as listed, in whatever order, since the last check. */
    public void assertRanInAnyOrder(String... expected) {
        String[] sorted = expected.clone();
        Arrays.sort(sorted);
        assertEquals(List.of(sorted), taken().stream().sorted().toList());
    }

    /** Checks that nothing ran since the last check. */
    public void assertNothingRan() {
        assertRan();
    }
}
