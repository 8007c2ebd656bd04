package dev.sofrito.jmh;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One cell over very many slots, such as a report over everything: what it costs to have it run again after the edit of
 * one of them. The yardstick is a bare loop over a map that sums the same values.
 *
 * <pre>java -jar jmh/target/benchmarks.jar Wide</pre>
 */
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class Wide extends Workload {

    /** Slots, and a cell that adds them up. */
    static final class Sum implements AutoCloseable {
        final Database database = Database.create();
        final Input<Integer, Integer> slots = database.input("slots", Integer.class, Integer.class);
        final Query<Integer, Integer> sum = database.query("sum", Integer.class, Integer.class, this::sum);

        Sum(int count) {
            database.commit(() -> {
                for (int i = 0; i < count; i++) {
                    slots.set(i, i);
                }
            });
        }

        private int sum(int count) {
            int sum = 0;
            for (int i = 0; i < count; i++) {
                sum += slots.get(i);
            }
            return sum;
        }

        @Override
        public void close() {
            database.close();
        }
    }

    /** The slots, nothing computed. */
    @State(Scope.Benchmark)
    public static class Unbuilt {
        /** How many slots. */
        @Param("100000")
        int slots;

        Sum sum;

        /** Makes a fresh one. */
        @Setup(Level.Invocation)
        public void make() {
            sum = new Sum(slots);
        }

        /** Closes it. */
        @TearDown(Level.Invocation)
        public void close() {
            sum.close();
        }
    }

    /** The first request for the sum. */
    @Benchmark
    public int cold(Unbuilt unbuilt, OnVirtual threads) {
        return unbuilt.sum.sum.get(unbuilt.slots);
    }

    /** The sum computed, and the same values in a map. */
    @State(Scope.Benchmark)
    public static class Built {
        /** How many slots. */
        @Param("100000")
        int slots;

        Sum sum;
        final ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();
        private final SplittableRandom random = new SplittableRandom(1);
        private int edits;

        /** Computes all. */
        @Setup
        public void make() {
            sum = new Sum(slots);
            sum.sum.get(slots);
            for (int i = 0; i < slots; i++) {
                map.put(i, i);
            }
        }

        Integer slot() {
            return random.nextInt(slots);
        }

        Integer value() {
            return --edits;
        }
    }

    /** The edit of one slot at random and a request for the sum: one run. */
    @Benchmark
    public int editOne(Built built, OnVirtual threads) {
        built.sum.slots.set(built.slot(), built.value());
        return built.sum.sum.get(built.slots);
    }

    /** Yardstick of {@link #editOne}: a bare loop over a bare map. */
    @Benchmark
    public int editOneYardstickLoop(Built built, OnVirtual threads) {
        built.map.put(built.slot(), built.value());
        int sum = 0;
        for (int i = 0; i < built.slots; i++) {
            sum += built.map.get(i);
        }
        return sum;
    }
}
