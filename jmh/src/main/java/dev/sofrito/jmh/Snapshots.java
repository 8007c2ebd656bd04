package dev.sofrito.jmh;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.Snapshot;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Point-in-time views, as a server takes one for each request: what taking one costs, what live ones cost those who
 * edit, and what the deep clone of one costs those who read and commit meanwhile. Yardsticks are the same without the
 * clone, and the same with few cells or snapshots.
 *
 * <pre>java -jar jmh/target/benchmarks.jar Snapshots
 *java -jar jmh/target/benchmarks.jar Snapshots.takeAndClose -prof gc</pre>
 */
public class Snapshots extends Workload {

    static final int TAKEN = 1000;
    static final int HOT = 256;

    /** Cells, each over a slot of its own, all computed. */
    abstract static class Cells {
        final Database database = Database.create();
        final Input<Integer, Integer> slots = database.input("slots", Integer.class, Integer.class);
        final Query<Integer, Integer> cells =
                database.query("cells", Integer.class, Integer.class, k -> slots.get(k) + 1);
        private final SplittableRandom random = new SplittableRandom(1);
        private int count;
        private int edits;

        void fill(int size) {
            count = size;
            database.commit(() -> {
                for (int i = 0; i < size; i++) {
                    slots.set(i, i);
                }
            });
            database.run(() -> {
                for (int i = 0; i < size; i++) {
                    cells.get(i);
                }
            });
        }

        Integer key() {
            return random.nextInt(count);
        }

        Object edit(Integer key) {
            return slots.set(key, --edits);
        }

        int editAndAsk() {
            Integer key = key();
            edit(key);
            return cells.get(key);
        }

        void requestHot(Blackhole sink) {
            for (int i = 0; i < HOT; i++) {
                sink.consume(cells.get(i));
            }
        }
    }

    /** A database of which snapshots are taken. */
    @State(Scope.Benchmark)
    public static class Source extends Cells {
        /** How many cells are cached. */
        @Param({"1000", "1000000"})
        int cached;

        final Snapshot[] taken = new Snapshot[TAKEN];

        /** Computes all. */
        @Setup
        public void make() {
            fill(cached);
        }
    }

    /** A source whose snapshots are closed after each invocation. */
    @State(Scope.Benchmark)
    public static class Taking extends Source {
        /** Closes what was taken. */
        @TearDown(Level.Invocation)
        public void closeAll() {
            for (Snapshot snapshot : taken) {
                snapshot.close();
            }
        }
    }

    /** A snapshot taken, per snapshot. */
    @Benchmark
    @OperationsPerInvocation(TAKEN)
    public void take(Taking source, OnVirtual threads) {
        for (int i = 0; i < TAKEN; i++) {
            source.taken[i] = source.database.snapshot();
        }
    }

    /** A snapshot taken and closed. */
    @Benchmark
    public void takeAndClose(Source source, OnVirtual threads) {
        source.database.snapshot().close();
    }

    /** An edit, and a snapshot taken and closed: the first of its revision. */
    @Benchmark
    public void editTakeAndClose(Source source, OnVirtual threads) {
        source.edit(0);
        source.database.snapshot().close();
    }

    /** A database with live snapshots, each of a revision of its own. */
    @State(Scope.Benchmark)
    public static class Watched extends Cells {
        /** How many cells are cached. */
        @Param("1000000")
        int cached;

        /** How many snapshots are live. */
        @Param({"1", "10000"})
        int live;

        private final ConcurrentLinkedQueue<Snapshot> snapshots = new ConcurrentLinkedQueue<>();

        /** Computes all, then edits, asks and takes a snapshot again and again. */
        @Setup
        public void make() {
            fill(cached);
            for (int i = 0; i < live; i++) {
                editAndAsk();
                snapshots.add(database.snapshot());
            }
        }
    }

    /** An edit of a slot at random and a request for its cell, beside live snapshots. */
    @Benchmark
    public int editAndAsk(Watched watched, OnVirtual threads) {
        return watched.editAndAsk();
    }

    /** A database of which no clone is made. */
    @State(Scope.Benchmark)
    public static class Quiet extends Cells {
        /** How many cells are cached. */
        @Param("1000000")
        int cached;

        /** Computes all. */
        @Setup
        public void make() {
            fill(cached);
        }
    }

    /** A database of which a deep clone is being made, all the time. */
    @State(Scope.Benchmark)
    public static class Cloning extends Quiet {
        private Thread cloner;
        private volatile boolean done;
        private int clones;

        /** Starts cloning. */
        @Setup(Level.Iteration)
        public void start() {
            done = false;
            cloner = Thread.ofPlatform().start(() -> {
                while (!done) {
                    database.snapshotAsync().join().close();
                    clones++;
                }
            });
        }

        /** Ends cloning. */
        @TearDown(Level.Iteration)
        public void stop() throws InterruptedException {
            done = true;
            cloner.join();
            System.out.print("(" + clones + " clones so far) ");
        }
    }

    /** Cached reads, from a platform thread; figures are per {@value #HOT} reads. */
    @Benchmark
    @BenchmarkMode(Mode.SampleTime)
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    @Fork(value = FORKS, jvmArgsAppend = OnPlatform.FLAG)
    public void read(Quiet quiet, OnPlatform threads, Blackhole sink) {
        quiet.requestHot(sink);
    }

    /** As {@link #read}, while deep clones are made: compare the medians. */
    @Benchmark
    @BenchmarkMode(Mode.SampleTime)
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    @Fork(value = FORKS, jvmArgsAppend = OnPlatform.FLAG)
    public void readDuringClone(Cloning cloning, OnPlatform threads, Blackhole sink) {
        cloning.requestHot(sink);
    }

    /** Commits of one slot at random, from a platform thread. */
    @Benchmark
    @BenchmarkMode(Mode.SampleTime)
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    @Fork(value = FORKS, jvmArgsAppend = OnPlatform.FLAG)
    public Object commit(Quiet quiet, OnPlatform threads) {
        return quiet.edit(quiet.key());
    }

    /** As {@link #commit}, while deep clones are made: compare the percentiles. */
    @Benchmark
    @BenchmarkMode(Mode.SampleTime)
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    @Fork(value = FORKS, jvmArgsAppend = OnPlatform.FLAG)
    public Object commitDuringClone(Cloning cloning, OnPlatform threads) {
        return cloning.edit(cloning.key());
    }
}
