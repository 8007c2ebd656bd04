package dev.sofrito.jmh;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.sofrito.Database;
import dev.sofrito.Durability;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.SingleInput;
import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What one request costs, on {@value #TREES} {@linkplain Trees trees} of seven queries and ten dependencies: the
 * state of an editor or a server that asks the same questions again and again, between small edits.
 *
 * <p>Figures are per request where all is cached, and per query run where not. Yardsticks are the same keys in a
 * {@link ConcurrentHashMap} and in an unbounded Caffeine {@link LoadingCache}, which know nothing of changes.
 *
 * <pre>java -jar jmh/target/benchmarks.jar QueryFetch -prof gc</pre>
 */
public class QueryFetch extends Workload {

    static final int TREES = 256;
    static final int QUERIES = TREES * Trees.QUERIES;
    static final int DATABASES = 16;

    /** A key of two fields. */
    record Point(int x, int y) {}

    /** Everything computed, and the yardsticks filled with the same keys and values. */
    @State(Scope.Benchmark)
    public static class Hot {
        final Trees trees = new Trees(TREES);
        final Integer[] keys = trees.keys;
        final Query<Integer, Integer> roots = trees.roots;
        final ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();
        final LoadingCache<Integer, Integer> caffeine = Caffeine.newBuilder().build(k -> k);
        final SingleInput<Integer> unrelated = trees.database.single("unrelated", Integer.class);
        int edits;

        /** Fills all caches. */
        @Setup
        public void fill() {
            for (Integer key : keys) {
                map.put(key, roots.get(key));
                caffeine.put(key, roots.get(key));
            }
        }
    }

    /** A cached request from a platform thread, per request. */
    @Benchmark
    @OperationsPerInvocation(TREES)
    @Fork(value = FORKS, jvmArgsAppend = OnPlatform.FLAG)
    public void cached(Hot hot, OnPlatform threads, Blackhole sink) {
        requestAll(hot.roots, hot.keys, sink);
    }

    /** A cached request from a virtual thread. */
    @Benchmark
    @OperationsPerInvocation(TREES)
    public void cachedOnVirtual(Hot hot, OnVirtual threads, Blackhole sink) {
        requestAll(hot.roots, hot.keys, sink);
    }

    /** A cached request inside a block that is pinned to a revision. */
    @Benchmark
    @OperationsPerInvocation(TREES)
    public void cachedInsideCall(Hot hot, OnVirtual threads, Blackhole sink) {
        hot.trees.database.run(() -> requestAll(hot.roots, hot.keys, sink));
    }

    /** Everything computed under keys of two fields, and a yardstick filled with the same keys and values. */
    @State(Scope.Benchmark)
    public static class ByRecord {
        private final Trees trees = new Trees(TREES);
        final Point[] points = new Point[TREES];
        final Query<Point, Integer> roots =
                trees.database.query("rootsByPoint", Point.class, Integer.class, p -> trees.roots.get(p.x));
        final ConcurrentHashMap<Point, Integer> map = new ConcurrentHashMap<>();

        /** Fills all caches. */
        @Setup
        public void fill() {
            for (int i = 0; i < TREES; i++) {
                points[i] = new Point(i, -i);
                map.put(points[i], roots.get(points[i]));
            }
        }
    }

    /** A cached request whose key has two fields. */
    @Benchmark
    @OperationsPerInvocation(TREES)
    @Fork(value = FORKS, jvmArgsAppend = OnPlatform.FLAG)
    public void cachedByRecord(ByRecord hot, OnPlatform threads, Blackhole sink) {
        for (Point point : hot.points) {
            sink.consume(hot.roots.get(point));
        }
    }

    /** Yardstick of {@link #cached}. */
    @Benchmark
    @OperationsPerInvocation(TREES)
    @Fork(value = FORKS, jvmArgsAppend = OnPlatform.FLAG)
    public void cachedYardstickMap(Hot hot, OnPlatform threads, Blackhole sink) {
        for (Integer key : hot.keys) {
            sink.consume(hot.map.get(key));
        }
    }

    /** Yardstick of {@link #cached}. */
    @Benchmark
    @OperationsPerInvocation(TREES)
    @Fork(value = FORKS, jvmArgsAppend = OnPlatform.FLAG)
    public void cachedYardstickCaffeine(Hot hot, OnPlatform threads, Blackhole sink) {
        for (Integer key : hot.keys) {
            sink.consume(hot.caffeine.get(key));
        }
    }

    /** Yardstick of {@link #cachedByRecord}. */
    @Benchmark
    @OperationsPerInvocation(TREES)
    @Fork(value = FORKS, jvmArgsAppend = OnPlatform.FLAG)
    public void cachedByRecordYardstickMap(ByRecord hot, OnPlatform threads, Blackhole sink) {
        for (Point point : hot.points) {
            sink.consume(hot.map.get(point));
        }
    }

    /**
     * A cached request, each the first of its cell after an edit of something else. One edit is made for
     * {@value #TREES} requests, and is in the figure: {@link #unrelatedEditAlone} divided by {@value #TREES}.
     */
    @Benchmark
    @OperationsPerInvocation(TREES)
    @Fork(value = FORKS, jvmArgsAppend = OnPlatform.FLAG)
    public void unrelatedEdit(Hot hot, OnPlatform threads, Blackhole sink) {
        hot.unrelated.set(++hot.edits);
        requestAll(hot.roots, hot.keys, sink);
    }

    /** The edit in {@link #unrelatedEdit}, per edit. */
    @Benchmark
    @Fork(value = FORKS, jvmArgsAppend = OnPlatform.FLAG)
    public Object unrelatedEditAlone(Hot hot, OnPlatform threads) {
        return hot.unrelated.set(++hot.edits);
    }

    /** Trees over slots of high durability, everything computed. */
    @State(Scope.Benchmark)
    public static class Durable {
        final Trees trees = new Trees(TREES, Durability.HIGH);
        final SingleInput<Integer> unrelated = trees.database.single("unrelated", Integer.class);
        int edits;

        /** Fills the cache. */
        @Setup
        public void fill() {
            trees.sum();
        }
    }

    /** As {@link #unrelatedEdit}, where all that the trees read is of high durability and what is edited is of low. */
    @Benchmark
    @OperationsPerInvocation(TREES)
    @Fork(value = FORKS, jvmArgsAppend = OnPlatform.FLAG)
    public void highDurability(Durable durable, OnPlatform threads, Blackhole sink) {
        durable.unrelated.set(++durable.edits);
        requestAll(durable.trees.roots, durable.trees.keys, sink);
    }

    /** A query that reads every root, and a slot by which it is made to run again. */
    @State(Scope.Benchmark)
    public static class Reader {
        final Trees trees = new Trees(TREES);
        final SingleInput<Integer> tick = trees.database.single("tick", Integer.class);
        final Query<Integer, Integer> total =
                trees.database.query("total", Integer.class, Integer.class, k -> trees.sum() + tick.get());
        int edits;
    }

    /**
     * A cached request inside a query, its dependency recorded and published: what a query of {@value #TREES} such
     * reads costs when it runs again, per read. The edit that makes it run again, and the run itself, are in the
     * figure.
     */
    @Benchmark
    @OperationsPerInvocation(TREES)
    public int cachedInsideQuery(Reader reader, OnVirtual threads) {
        reader.tick.set(++reader.edits);
        return reader.total.get(0);
    }

    /** Databases in which nothing has been asked for yet. */
    @State(Scope.Benchmark)
    public static class Cold {
        final Trees[] fresh = new Trees[DATABASES];

        /** Makes them; an invocation takes milliseconds, so this does not blur its time. */
        @Setup(Level.Invocation)
        public void make() {
            Arrays.setAll(fresh, i -> new Trees(TREES));
        }

        /** Closes them. */
        @TearDown(Level.Invocation)
        public void close() {
            for (Trees trees : fresh) {
                trees.close();
            }
        }
    }

    /** A first request, per query run: {@value #DATABASES} fresh databases, one after another. */
    @Benchmark
    @OperationsPerInvocation(DATABASES * QUERIES)
    public void cold(Cold cold, OnVirtual threads, Blackhole sink) {
        for (Trees trees : cold.fresh) {
            requestAll(trees.roots, trees.keys, sink);
        }
    }

    /** Yardstick of {@link #cold}: the same functions memoized in bare maps, which know nothing of changes. */
    @Benchmark
    @OperationsPerInvocation(DATABASES * QUERIES)
    public void coldYardstickMap(OnVirtual threads, Blackhole sink) {
        for (int i = 0; i < DATABASES; i++) {
            sink.consume(new MapTrees().sum(TREES));
        }
    }

    /** An edit of a tree's slot and a request for its root, per query run again. The edit is in the figure. */
    @Benchmark
    @OperationsPerInvocation(QUERIES)
    public void reexecute(Hot hot, OnVirtual threads, Blackhole sink) {
        int base = ++hot.edits;
        for (Integer key : hot.keys) {
            hot.trees.slots.set(key, base + key);
            sink.consume(hot.roots.get(key));
        }
    }

    /** As {@link #reexecute}, with all slots edited in one commit. */
    @Benchmark
    @OperationsPerInvocation(QUERIES)
    public void reexecuteAfterBatch(Hot hot, OnVirtual threads, Blackhole sink) {
        hot.trees.setAll(++hot.edits);
        requestAll(hot.roots, hot.keys, sink);
    }

    /** Very many cells, each over a slot of its own, and their keys in random order. */
    @State(Scope.Benchmark)
    public static class Many {
        static final int BATCH = 1024;

        /** How many cells. */
        @Param("1000000")
        int keys;

        final ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();
        final LoadingCache<Integer, Integer> caffeine = Caffeine.newBuilder().build(k -> k);
        private final Database database = Database.create();
        private final Input<Integer, Integer> slots = database.input("slots", Integer.class, Integer.class);
        final Query<Integer, Integer> cells =
                database.query("cells", Integer.class, Integer.class, k -> slots.get(k) + 1);
        private Integer[] shuffled;
        private final Integer[] batch = new Integer[BATCH];
        private int next;

        /** Fills all caches, then shuffles the keys. */
        @Setup
        public void fill() {
            shuffled = new Integer[keys];
            Arrays.setAll(shuffled, i -> i);
            database.commit(() -> {
                for (Integer key : shuffled) {
                    slots.set(key, key);
                }
            });
            database.run(() -> {
                for (Integer key : shuffled) {
                    Integer value = cells.get(key);
                    map.put(key, value);
                    caffeine.put(key, value);
                }
            });
            Collections.shuffle(Arrays.asList(shuffled), new Random(1));
        }

        /** The next keys. */
        Integer[] batch() {
            next = next + BATCH > shuffled.length ? 0 : next;
            System.arraycopy(shuffled, next, batch, 0, BATCH);
            next += BATCH;
            return batch;
        }
    }

    /** A cached request for one of very many cells, in random order. */
    @Benchmark
    @OperationsPerInvocation(Many.BATCH)
    @Fork(value = FORKS, jvmArgsAppend = OnPlatform.FLAG)
    public void cachedMany(Many many, OnPlatform threads, Blackhole sink) {
        requestAll(many.cells, many.batch(), sink);
    }

    /** Yardstick of {@link #cachedMany}. */
    @Benchmark
    @OperationsPerInvocation(Many.BATCH)
    @Fork(value = FORKS, jvmArgsAppend = OnPlatform.FLAG)
    public void cachedManyYardstickMap(Many many, OnPlatform threads, Blackhole sink) {
        for (Integer key : many.batch()) {
            sink.consume(many.map.get(key));
        }
    }

    /** Yardstick of {@link #cachedMany}. */
    @Benchmark
    @OperationsPerInvocation(Many.BATCH)
    @Fork(value = FORKS, jvmArgsAppend = OnPlatform.FLAG)
    public void cachedManyYardstickCaffeine(Many many, OnPlatform threads, Blackhole sink) {
        for (Integer key : many.batch()) {
            sink.consume(many.caffeine.get(key));
        }
    }

    private static void requestAll(Query<Integer, Integer> query, Integer[] keys, Blackhole sink) {
        for (Integer key : keys) {
            sink.consume(query.get(key));
        }
    }
}
