package dev.sofrito.jmh;

import dev.sofrito.Database;
import dev.sofrito.Query;
import dev.sofrito.SingleInput;
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
 * Depth: each cell of a chain asks for the one below it, and the lowest reads the slot. A recursion that is written
 * without a thought of its depth must not end in a stack overflow, nor cost more per cell than a flat graph. The
 * yardstick is the same values put into a bare map from the bottom up.
 *
 * <pre>java -jar jmh/target/benchmarks.jar Chain</pre>
 */
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class Chain extends Workload {

    /** A chain of cells over one slot. */
    static final class Links implements AutoCloseable {
        final Database database = Database.create();
        final SingleInput<Integer> bottom = database.single("bottom", Integer.class);
        final Query<Integer, Integer> cells = database.query("cells", Integer.class, Integer.class, this::cell);

        Links() {
            bottom.set(0);
        }

        /** The lowest cell ignores the slot's lowest bit. */
        private int cell(int key) {
            return key == 0 ? bottom.get() >> 1 : cells.get(key - 1) + 1;
        }

        @Override
        public void close() {
            database.close();
        }
    }

    /** How long the chain is. */
    @State(Scope.Benchmark)
    public static class Length {
        /** How many cells. */
        @Param("1000000")
        int depth;
    }

    /** A chain with nothing computed. */
    @State(Scope.Benchmark)
    public static class Unbuilt {
        Links links;

        /** Makes a fresh one. */
        @Setup(Level.Invocation)
        public void make() {
            links = new Links();
        }

        /** Closes it. */
        @TearDown(Level.Invocation)
        public void close() {
            links.close();
        }
    }

    /** The first request for the top: all cells run. */
    @Benchmark
    public int cold(Length length, Unbuilt unbuilt, OnVirtual threads) {
        return unbuilt.links.cells.get(length.depth - 1);
    }

    /** A chain with all computed. */
    @State(Scope.Benchmark)
    public static class Built {
        final Links links = new Links();
        int edits;

        /** Computes it. */
        @Setup
        public void make(Length length) {
            int top = links.cells.get(length.depth - 1);
            if (top != length.depth - 1) {
                throw new IllegalStateException("wrong value: " + top);
            }
        }
    }

    /** An edit at the bottom that changes all, and a request for the top: all cells run again. */
    @Benchmark
    public int edit(Length length, Built built, OnVirtual threads) {
        built.links.bottom.set(2 * ++built.edits);
        return built.links.cells.get(length.depth - 1);
    }

    /** An edit at the bottom that changes nothing above the lowest cell: all are validated, one runs. */
    @Benchmark
    public int editWithCutoff(Length length, Built built, OnVirtual threads) {
        built.links.bottom.set(++built.edits & 1);
        return built.links.cells.get(length.depth - 1);
    }

    /** Yardstick of {@link #cold}: the values put into a bare map, from the bottom. */
    @Benchmark
    public Object yardstickMap(Length length, OnVirtual threads) {
        var map = new ConcurrentHashMap<Integer, Integer>();
        map.put(0, 0);
        for (int i = 1; i < length.depth; i++) {
            map.put(i, map.get(i - 1) + 1);
        }
        return map;
    }
}
