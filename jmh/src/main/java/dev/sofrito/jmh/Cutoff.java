package dev.sofrito.jmh;

import dev.sofrito.Database;
import dev.sofrito.Durability;
import dev.sofrito.Query;
import dev.sofrito.SingleInput;
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
 * A change that dies after one step, such as an edit of a comment: a slot, one cell that gives the same value as before,
 * and many dependents of that cell, none of which may run. The yardstick is {@link FanOut}, where the change does not die.
 *
 * <pre>java -jar jmh/target/benchmarks.jar Cutoff</pre>
 */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Cutoff extends Workload {

    /** A slot, the step over it and the dependents of the step, all computed. */
    @State(Scope.Benchmark)
    public static class Steps {
        /** The slot's durability. */
        @Param({"LOW", "HIGH"})
        Durability durability;

        /** How many cells read the step. */
        @Param({"1000", "100000"})
        int dependents;

        private final Database database = Database.create();
        private SingleInput<Integer> source;
        private final Query<Integer, Integer> step =
                database.query("step", Integer.class, Integer.class, k -> source.get() & k);
        private final Query<Integer, Integer> cells =
                database.query("cells", Integer.class, Integer.class, this::cell);
        private int edits;

        /** How many dependents ran; good while one thread asks. */
        private int runs;

        private int cell(int key) {
            runs++;
            return step.get(0) + key;
        }

        /** Makes and computes all. */
        @Setup
        public void make() {
            source = database.single("source", Integer.class, durability);
            edit();
            all();
        }

        /** Stops a benchmark in which a dependent ran that no change reached. */
        @TearDown
        public void check() {
            if (runs != dependents) {
                throw new IllegalStateException(runs + " runs of " + dependents + " dependents");
            }
        }

        Object edit() {
            return source.set(++edits);
        }

        int one() {
            return cells.get((edits & 0xffff) % dependents);
        }

        int all() {
            int sum = 0;
            for (int k = 0; k < dependents; k++) {
                sum += cells.get(k);
            }
            return sum;
        }
    }

    /** All dependents just verified. */
    @State(Scope.Benchmark)
    public static class Verified extends Steps {
        /** Asks for all. */
        @Setup(Level.Invocation)
        public void prepare() {
            all();
        }
    }

    /** All dependents just verified, then the slot edited. */
    @State(Scope.Benchmark)
    public static class Edited extends Steps {
        /** Asks for all, then edits. */
        @Setup(Level.Invocation)
        public void prepare() {
            all();
            edit();
        }
    }

    /** The edit of the slot, just after all dependents were verified. */
    @Benchmark
    public Object edit(Verified steps, OnVirtual threads) {
        return steps.edit();
    }

    /** A request for one dependent, after the edit of {@link #edit}, which is not in the figure: the step runs. */
    @Benchmark
    public int thenOne(Edited steps, OnVirtual threads) {
        return steps.one();
    }

    /** The slot edited again and again with one dependent asked for between: edit and request, the step runs. */
    @Benchmark
    public int editThenOne(Steps steps, OnVirtual threads) {
        steps.edit();
        return steps.one();
    }

    /** The slot edited and all dependents asked for: edit and requests, the step runs. */
    @Benchmark
    public int editThenAll(Steps steps, OnVirtual threads) {
        steps.edit();
        return steps.all();
    }
}
