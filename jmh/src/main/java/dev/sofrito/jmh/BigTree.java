package dev.sofrito.jmh;

import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One large graph under small edits: a {@linkplain SumTree binary tree of sums}, as a build or an index of a large
 * project is. A runtime that only pulls walks the whole graph after any edit; here an edit costs what it reaches, and
 * one that reaches nothing costs nothing, at any size. The yardstick is the same sums kept by hand in a bare map.
 *
 * <p>What it holds in memory is measured by {@link BigTreeHeap}.
 *
 * <pre>java -jar jmh/target/benchmarks.jar BigTree</pre>
 */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class BigTree extends Workload {

    /** A tree with nothing computed. */
    @State(Scope.Benchmark)
    public static class Unbuilt {
        /** How many slots. */
        @Param({"1024", "32768", "1048576"})
        int leaves;

        SumTree tree;

        /** Makes a fresh one. */
        @Setup(Level.Invocation)
        public void make() {
            tree = new SumTree(leaves).fill();
        }

        /** Closes it. */
        @TearDown(Level.Invocation)
        public void close() {
            tree.close();
        }
    }

    /** The first request for the root, per tree: all cells run. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public int build(Unbuilt unbuilt, OnVirtual threads) {
        return unbuilt.tree.sums.get(SumTree.ROOT);
    }

    /** A tree with all computed. */
    @State(Scope.Benchmark)
    public static class Built {
        /** How many slots. */
        @Param({"1024", "32768", "1048576"})
        int leaves;

        SumTree tree;
        private final SplittableRandom random = new SplittableRandom(1);
        int edits;

        /** Makes and checks it. */
        @Setup
        public void make() {
            tree = new SumTree(leaves).build();
            tree.checkRuns();
        }

        /** The number of a random leaf. */
        Integer leaf() {
            return leaves + random.nextInt(leaves);
        }
    }

    /** The database made, its slots set in one commit, and the root's value computed, per tree. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public Object buildWithSlots(Size size, OnVirtual threads) {
        return new SumTree(size.leaves).build();
    }

    /** The edit of one leaf at random and a request for the root: as many runs as the tree is high. */
    @Benchmark
    public int editOneLeaf(Built built, OnVirtual threads) {
        built.tree.slots.set(built.leaf(), ++built.edits);
        return built.tree.sums.get(SumTree.ROOT);
    }

    /** As {@link #editOneLeaf}, from a platform thread: it moves to a virtual one and back. */
    @Benchmark
    @Fork(value = FORKS, jvmArgsAppend = OnPlatform.FLAG)
    public int editOneLeafFromPlatform(Built built, OnPlatform threads) {
        built.tree.slots.set(built.leaf(), ++built.edits);
        return built.tree.sums.get(SumTree.ROOT);
    }

    /** The edit of a slot that nothing reads and a request for the root: no runs. */
    @Benchmark
    public int unrelatedEdit(Built built, OnVirtual threads) {
        built.tree.unrelated.set(++built.edits);
        return built.tree.sums.get(SumTree.ROOT);
    }

    /** The edit in {@link #unrelatedEdit}. */
    @Benchmark
    public Object unrelatedEditAlone(Built built, OnVirtual threads) {
        return built.tree.unrelated.set(++built.edits);
    }

    /** The request in {@link #unrelatedEdit}. */
    @Benchmark
    public int cached(Built built, OnVirtual threads) {
        return built.tree.sums.get(SumTree.ROOT);
    }

    /** How large the tree of a yardstick is. */
    @State(Scope.Benchmark)
    public static class Size {
        /** How many slots. */
        @Param({"1024", "32768", "1048576"})
        int leaves;
    }

    /** Yardstick of {@link #buildWithSlots}: a bare map, filled from the leaves to the root. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public Object buildYardstickMap(Size size, OnVirtual threads) {
        return mapTree(size.leaves);
    }

    /** The sums of all nodes in a bare map. */
    @State(Scope.Benchmark)
    public static class Mapped {
        /** How many slots. */
        @Param({"1024", "32768", "1048576"})
        int leaves;

        ConcurrentHashMap<Integer, Integer> map;
        private final SplittableRandom random = new SplittableRandom(1);
        int edits;

        /** Fills the map. */
        @Setup
        public void fill() {
            map = mapTree(leaves);
        }
    }

    /** Yardstick of {@link #editOneLeaf}: a leaf and the sums above it put into a bare map. */
    @Benchmark
    public Integer editOneLeafYardstickMap(Mapped mapped, OnVirtual threads) {
        int leaf = mapped.leaves + mapped.random.nextInt(mapped.leaves);
        mapped.map.put(leaf, ++mapped.edits);
        for (int node = leaf / 2; node >= 1; node /= 2) {
            putSum(mapped.map, node);
        }
        return mapped.map.get(SumTree.ROOT);
    }

    private static ConcurrentHashMap<Integer, Integer> mapTree(int leaves) {
        var map = new ConcurrentHashMap<Integer, Integer>();
        for (int i = 0; i < leaves; i++) {
            map.put(leaves + i, i);
        }
        for (int node = leaves - 1; node >= 1; node--) {
            putSum(map, node);
        }
        return map;
    }

    private static void putSum(ConcurrentHashMap<Integer, Integer> map, int node) {
        map.put(node, map.get(2 * node) + map.get(2 * node + 1));
    }
}
