package dev.sofrito.jmh;

import dev.sofrito.Query;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Threads that all ask for what is cached, of one hot cell or of many: what a server does most of the time. A hit that
 * writes anything that is shared does not scale. The yardstick is a {@link ConcurrentHashMap}, which writes nothing.
 *
 * <p>Figures are requests per time of all threads together; that of two threads divided by that of one is the speed-up.
 *
 * <pre>java -jar jmh/target/benchmarks.jar Contention
 *java -jar jmh/target/benchmarks.jar 'Contention.*ByTwo' -t max</pre>
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = Workload.FORKS, jvmArgsAppend = OnPlatform.FLAG)
public class Contention extends Workload {

    static final int REQUESTS = 256;

    /** Everything computed, and the yardstick filled with the same keys and values. */
    @State(Scope.Benchmark)
    public static class Hot {
        private final Trees trees = new Trees(REQUESTS);
        private final ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();

        /** Fills all caches. */
        @Setup
        public void fill() {
            for (Integer key : trees.keys) {
                map.put(key, trees.roots.get(key));
            }
        }

        void requestOne(Blackhole sink) {
            Query<Integer, Integer> roots = trees.roots;
            Integer key = trees.keys[REQUESTS / 2];
            for (int i = 0; i < REQUESTS; i++) {
                sink.consume(roots.get(key));
            }
        }

        void requestMany(Blackhole sink) {
            Query<Integer, Integer> roots = trees.roots;
            for (Integer key : trees.keys) {
                sink.consume(roots.get(key));
            }
        }

        void lookUpOne(Blackhole sink) {
            Integer key = trees.keys[REQUESTS / 2];
            for (int i = 0; i < REQUESTS; i++) {
                sink.consume(map.get(key));
            }
        }
    }

    /** One cell, asked for by one thread. */
    @Benchmark
    @OperationsPerInvocation(REQUESTS)
    @Threads(1)
    public void oneCellByOne(Hot hot, OnPlatform threads, Blackhole sink) {
        hot.requestOne(sink);
    }

    /** One cell, asked for by two threads. */
    @Benchmark
    @OperationsPerInvocation(REQUESTS)
    @Threads(2)
    public void oneCellByTwo(Hot hot, OnPlatform threads, Blackhole sink) {
        hot.requestOne(sink);
    }

    /** Many cells, asked for by one thread. */
    @Benchmark
    @OperationsPerInvocation(REQUESTS)
    @Threads(1)
    public void manyCellsByOne(Hot hot, OnPlatform threads, Blackhole sink) {
        hot.requestMany(sink);
    }

    /** Many cells, asked for by two threads. */
    @Benchmark
    @OperationsPerInvocation(REQUESTS)
    @Threads(2)
    public void manyCellsByTwo(Hot hot, OnPlatform threads, Blackhole sink) {
        hot.requestMany(sink);
    }

    /** One cell, asked for by one virtual thread. */
    @Benchmark
    @OperationsPerInvocation(REQUESTS)
    @Threads(1)
    @Fork(value = FORKS, jvmArgsAppend = OnVirtual.FLAG)
    public void oneCellOnVirtualByOne(Hot hot, OnVirtual threads, Blackhole sink) {
        hot.requestOne(sink);
    }

    /** One cell, asked for by two virtual threads. */
    @Benchmark
    @OperationsPerInvocation(REQUESTS)
    @Threads(2)
    @Fork(value = FORKS, jvmArgsAppend = OnVirtual.FLAG)
    public void oneCellOnVirtualByTwo(Hot hot, OnVirtual threads, Blackhole sink) {
        hot.requestOne(sink);
    }

    /** Yardstick of {@link #oneCellByOne}. */
    @Benchmark
    @OperationsPerInvocation(REQUESTS)
    @Threads(1)
    public void oneCellYardstickMapByOne(Hot hot, OnPlatform threads, Blackhole sink) {
        hot.lookUpOne(sink);
    }

    /** Yardstick of {@link #oneCellByTwo}. */
    @Benchmark
    @OperationsPerInvocation(REQUESTS)
    @Threads(2)
    public void oneCellYardstickMapByTwo(Hot hot, OnPlatform threads, Blackhole sink) {
        hot.lookUpOne(sink);
    }
}
