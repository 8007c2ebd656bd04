package dev.sofrito.jmh;

import dev.sofrito.Database;
import dev.sofrito.Input;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What a mutation costs by itself: slots at random that nothing reads, set one by one or in batches, per slot. The
 * yardsticks are a bare {@link HashMap} and a bare {@link ConcurrentHashMap}, which keep no older state for anybody.
 *
 * <pre>java -jar jmh/target/benchmarks.jar Commits -prof gc</pre>
 */
public class Commits extends Workload {

    /** An input with slots, and maps with the same keys. */
    @State(Scope.Benchmark)
    public static class Slots {
        /** How many. */
        @Param({"1000", "100000"})
        int slots;

        private final Database database = Database.create();
        private final Input<Integer, Integer> input = database.input("input", Integer.class, Integer.class);
        private final Map<Integer, Integer> hashMap = new HashMap<>();
        private final Map<Integer, Integer> concurrentHashMap = new ConcurrentHashMap<>();
        private final SplittableRandom random = new SplittableRandom(1);
        private int edits;

        /** Sets all. */
        @Setup
        public void fill() {
            database.commit(() -> {
                for (int i = 0; i < slots; i++) {
                    input.set(i, i);
                    hashMap.put(i, i);
                    concurrentHashMap.put(i, i);
                }
            });
        }

        private Integer slot() {
            return random.nextInt(slots);
        }

        private Integer value() {
            return --edits;
        }

        private Object commit(int size) {
            return database.commit(() -> {
                for (int i = 0; i < size; i++) {
                    input.set(slot(), value());
                }
            });
        }
    }

    /** One slot set, outside of a batch. */
    @Benchmark
    public Object set(Slots slots, OnVirtual threads) {
        return slots.input.set(slots.slot(), slots.value());
    }

    /** A slot set to the value it has. */
    @Benchmark
    public Object setEqual(Slots slots, OnVirtual threads) {
        Integer slot = slots.slot();
        return slots.input.set(slot, slots.input.get(slot));
    }

    /** A slot removed and set again, per change. */
    @Benchmark
    @OperationsPerInvocation(2)
    public Object removeAndSet(Slots slots, OnVirtual threads) {
        Integer slot = slots.slot();
        slots.input.remove(slot);
        return slots.input.set(slot, slots.value());
    }

    /** Slots set in batches of 1, per slot. */
    @Benchmark
    public Object batch1(Slots slots, OnVirtual threads) {
        return slots.commit(1);
    }

    /** Slots set in batches of 10, per slot. */
    @Benchmark
    @OperationsPerInvocation(10)
    public Object batch10(Slots slots, OnVirtual threads) {
        return slots.commit(10);
    }

    /** Slots set in batches of 100, per slot. */
    @Benchmark
    @OperationsPerInvocation(100)
    public Object batch100(Slots slots, OnVirtual threads) {
        return slots.commit(100);
    }

    /** Slots set in batches of 1000, per slot. */
    @Benchmark
    @OperationsPerInvocation(1000)
    public Object batch1000(Slots slots, OnVirtual threads) {
        return slots.commit(1000);
    }

    /** Yardstick of {@link #set}: a bare map. */
    @Benchmark
    public Object setYardstickHashMap(Slots slots, OnVirtual threads) {
        return slots.hashMap.put(slots.slot(), slots.value());
    }

    /** Yardstick of {@link #set}: a bare map. */
    @Benchmark
    public Object setYardstickConcurrentHashMap(Slots slots, OnVirtual threads) {
        return slots.concurrentHashMap.put(slots.slot(), slots.value());
    }
}
