package dev.sofrito.jmh;

import dev.sofrito.Database;
import dev.sofrito.Query;
import dev.sofrito.SingleInput;
import dev.sofrito.TaskScope;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Parallel work inside a query or block: what a subtask forked in a {@link TaskScope} and joined costs, per subtask.
 * The yardstick is a bare virtual thread that is started and joined.
 *
 * <p>Both cost three times as much while the two processors are far from one another, see {@link RoundTrip}.
 *
 * <pre>java -jar jmh/target/benchmarks.jar Forks</pre>
 */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Forks extends Workload {

    static final int TASKS = 64;

    /** A database with a query that forks. */
    @State(Scope.Benchmark)
    public static class Forking {
        final Database database = Database.create();
        private final SingleInput<Integer> tick = database.single("tick", Integer.class);
        private final Query<Integer, Integer> cells =
                database.query("cells", Integer.class, Integer.class, k -> k + 1);
        private final Query<Integer, Integer> forkingReads =
                database.query("forkingReads", Integer.class, Integer.class, tasks -> {
                    tick.get();
                    return forkReads(tasks);
                });
        private int edits;

        /** Computes what the subtasks read. */
        @Setup
        public void fill() {
            for (int i = 0; i < TASKS; i++) {
                cells.get(i);
            }
        }

        private int forkReads(int tasks) {
            try (var scope = TaskScope.open()) {
                var subtasks = new ArrayList<TaskScope.Subtask<Integer>>(tasks);
                for (int i = 0; i < tasks; i++) {
                    int key = i;
                    subtasks.add(scope.fork(() -> cells.get(key)));
                }
                scope.join();
                return subtasks.stream().mapToInt(TaskScope.Subtask::get).sum();
            }
        }
    }

    /** One subtask. */
    @Benchmark
    public int one(Forking forking, OnVirtual threads, RoundTrip trip) {
        return forking.database.call(() -> fork(1));
    }

    /** Yardstick of {@link #one}. */
    @Benchmark
    public int oneYardstickThread(OnVirtual threads, RoundTrip trip) throws InterruptedException {
        return start(1);
    }

    /** Many subtasks, per subtask. */
    @Benchmark
    @OperationsPerInvocation(TASKS)
    public int many(Forking forking, OnVirtual threads, RoundTrip trip) {
        return forking.database.call(() -> fork(TASKS));
    }

    /** Yardstick of {@link #many}. */
    @Benchmark
    @OperationsPerInvocation(TASKS)
    public int manyYardstickThreads(OnVirtual threads, RoundTrip trip) throws InterruptedException {
        return start(TASKS);
    }

    /** Many subtasks of a query that runs again, each of which reads a cached cell, per subtask. */
    @Benchmark
    @OperationsPerInvocation(TASKS)
    public int manyReadsInsideQuery(Forking forking, OnVirtual threads, RoundTrip trip) {
        forking.tick.set(++forking.edits);
        return forking.forkingReads.get(TASKS);
    }

    private static int fork(int tasks) {
        try (var scope = TaskScope.open()) {
            var subtasks = new ArrayList<TaskScope.Subtask<Integer>>(tasks);
            for (int i = 0; i < tasks; i++) {
                int value = i;
                subtasks.add(scope.fork(() -> value));
            }
            scope.join();
            int sum = 0;
            for (TaskScope.Subtask<Integer> subtask : subtasks) {
                sum += subtask.get();
            }
            return sum;
        }
    }

    private static int start(int tasks) throws InterruptedException {
        var threads = new ArrayList<Thread>(tasks);
        var results = new Integer[tasks];
        for (int i = 0; i < tasks; i++) {
            int value = i;
            threads.add(Thread.startVirtualThread(() -> results[value] = value));
        }
        int sum = 0;
        for (int i = 0; i < tasks; i++) {
            threads.get(i).join();
            sum += results[i];
        }
        return sum;
    }
}
