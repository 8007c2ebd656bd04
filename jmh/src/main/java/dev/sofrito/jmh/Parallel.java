package dev.sofrito.jmh;

import dev.sofrito.Database;
import dev.sofrito.Query;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Threads that compute cells side by side, as a language server or a build does on all its cores: cells that take as
 * long as a small parse, and cells that take next to nothing, which show what publishing costs when others publish
 * too. The yardsticks do the same work on as many threads without a database.
 *
 * <p>Figures are the time the whole took, per cell or tree; the figure of one thread divided by that of two is the
 * speed-up. That of tiny queries goes with how far the processors are from one another, see {@link RoundTrip}.
 *
 * <pre>java -jar jmh/target/benchmarks.jar Parallel
 *java -jar jmh/target/benchmarks.jar Parallel -p threads=1,2,4,8</pre>
 */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Parallel extends Workload {

    static final int CELLS = 1000;
    static final int TREES = 8192;

    /** How much is done by how many. */
    @State(Scope.Benchmark)
    public static class Work {
        /** How many virtual threads ask. */
        @Param({"1", "2"})
        int threads;

        void share(int count, int piece, IntConsumer item) {
            Crew.work(threads, count, piece, item);
        }
    }

    /** How long a cell takes. */
    @State(Scope.Benchmark)
    public static class Load {
        /**
         * What a cell burns, in tokens of {@link Blackhole#consumeCPU}. A fixed number, so that runs with different
         * numbers of threads do the same work; {@link Parallel#cellsYardstickLoop} with one thread says how long it
         * takes, and it should be 20 µs.
         */
        @Param("10500")
        long tokens;
    }

    /** A database in which nothing was computed yet, whose cells burn. */
    @State(Scope.Benchmark)
    public static class Burning {
        private Database database;
        private Query<Integer, Integer> cells;

        /** Makes a fresh one. */
        @Setup(Level.Invocation)
        public void make(Load load) {
            database = Database.create();
            var source = database.single("source", Integer.class);
            source.set(1);
            cells = database.query("cells", Integer.class, Integer.class, k -> {
                Blackhole.consumeCPU(load.tokens);
                return source.get() + k;
            });
        }

        /** Closes it. */
        @TearDown(Level.Invocation)
        public void close() {
            database.close();
        }
    }

    /** Cells that burn some 20 µs, per cell. */
    @Benchmark
    @OperationsPerInvocation(CELLS)
    public void cells(Work work, Load load, Burning burning, OnVirtual threads) {
        work.share(CELLS, 1, burning.cells::get);
    }

    /** Yardstick of {@link #cells}: the same burnt in a bare loop. */
    @Benchmark
    @OperationsPerInvocation(CELLS)
    public void cellsYardstickLoop(Work work, Load load, OnVirtual threads) {
        work.share(CELLS, 1, i -> Blackhole.consumeCPU(load.tokens));
    }

    /** Trees in which nothing was computed yet. */
    @State(Scope.Benchmark)
    public static class Cold {
        private Trees trees;

        /** Makes fresh ones. */
        @Setup(Level.Invocation)
        public void make() {
            trees = new Trees(TREES);
        }

        /** Closes them. */
        @TearDown(Level.Invocation)
        public void close() {
            trees.close();
        }
    }

    /** Cold {@linkplain Trees trees} of seven tiny queries, per tree. */
    @Benchmark
    @OperationsPerInvocation(TREES)
    public void coldTrees(Work work, Cold cold, OnVirtual threads, RoundTrip trip) {
        work.share(TREES, 16, cold.trees.roots::get);
    }

    /** Yardstick of {@link #coldTrees}: the same memoized in bare maps that the threads share. */
    @Benchmark
    @OperationsPerInvocation(TREES)
    public void coldTreesYardstickMap(Work work, OnVirtual threads, RoundTrip trip) {
        work.share(TREES, 16, new MapTrees()::root);
    }
}
