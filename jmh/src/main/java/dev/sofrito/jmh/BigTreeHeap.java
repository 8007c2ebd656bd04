package dev.sofrito.jmh;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the graph of {@link BigTree} holds in memory, as the growth of the heap between two full collections.
 *
 * <p>Of each benchmark read the line {@code :bytes}; its time says nothing. The counter is a sum over forks and
 * iterations, so leave both at one. With compact object headers:
 *
 * <pre>java -jar jmh/target/benchmarks.jar BigTreeHeap
 *java -jar jmh/target/benchmarks.jar BigTreeHeap -jvmArgsPrepend -XX:+UseCompactObjectHeaders</pre>
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Fork(value = 1, jvmArgsAppend = OnVirtual.FLAG)
public class BigTreeHeap {

    private static final int FEW = 2;
    private static final int MANY = 10;

    /** How large a graph. */
    @State(Scope.Benchmark)
    public static class Size {
        /** How many slots, and about as many cells. */
        @Param("1048576")
        int leaves;
    }

    /** What was measured. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Growth {
        /** Bytes per unit. */
        public double bytes;
    }

    /**
     * A slot and a cell with its memo, two edges both ways, their map entries, and the boxed keys and values: the heap
     * that the tree holds, per leaf.
     */
    @Benchmark
    public void perSlotAndCell(Size size, Growth growth, OnVirtual threads) {
        growth.bytes = (double) growth(() -> new SumTree(size.leaves).build()) / size.leaves;
    }

    /** A slot with its map entries and boxed key and value, read by nothing. */
    @Benchmark
    public void perSlot(Size size, Growth growth, OnVirtual threads) {
        growth.bytes = (double) growth(() -> new SumTree(size.leaves).fill()) / size.leaves;
    }

    /** An edge, both ways: what cells over ten slots each, read by ten each, hold more than those over and by two. */
    @Benchmark
    public void perEdge(Size size, Growth growth, OnVirtual threads) {
        int cells = size.leaves / 8;
        long more = growth(() -> graph(cells, MANY)) - growth(() -> graph(cells, FEW));
        growth.bytes = (double) more / cells / (MANY - FEW);
    }

    /**
     * Yardstick of {@link #perSlotAndCell}: two bare maps of boxed keys and values, one for slots and one for cells.
     */
    @Benchmark
    public void perSlotAndCellYardstickMaps(Size size, Growth growth, OnVirtual threads) {
        growth.bytes = (double) growth(() -> new Object[] {map(size.leaves), map(size.leaves)}) / size.leaves;
    }

    /** As many slots as cells, each of which is read by as many cells as each cell reads. */
    private static Database graph(int cells, int reads) {
        Database database = Database.create();
        Input<Integer, Integer> slots = database.input("slots", Integer.class, Integer.class);
        Query<Integer, Integer> sums = database.query("sums", Integer.class, Integer.class, cell -> {
            int sum = 0;
            for (int i = 0; i < reads; i++) {
                sum += slots.get((cell + i) % cells);
            }
            return sum;
        });
        database.commit(() -> {
            for (int i = 0; i < cells; i++) {
                slots.set(i, i);
            }
        });
        for (int i = 0; i < cells; i++) {
            sums.get(i);
        }
        return database;
    }

    private static ConcurrentHashMap<Integer, Integer> map(int size) {
        var map = new ConcurrentHashMap<Integer, Integer>();
        for (int i = 0; i < size; i++) {
            map.put(i, i + size);
        }
        return map;
    }

    private static long growth(Supplier<?> graph) {
        long before = used();
        Object held = graph.get();
        long after = used();
        Reference.reachabilityFence(held);
        return after - before;
    }

    private static long used() {
        var memory = ManagementFactory.getMemoryMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(least, memory.getHeapMemoryUsage().getUsed());
        }
        return least;
    }
}
