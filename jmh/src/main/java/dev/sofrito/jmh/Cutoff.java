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
 * A change that dies after one step, such as an edit of a comment: a slot, one cell that gives the same value as
 * before, and many dependents of that cell, none of which may run. The yardstick is {@link FanOut}, where the change
 * does not die.
 *
 * <pre>java -jar jmh/target/benchmarks.jar Cutoff</pre>
 */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Cutoff extends Workload {

    private static final int WARM = 200;
    private static final int FEW = 8;

    /** A slot, the step over it and the dependents of the step, all computed. */
    static final class Steps {
        private final int dependents;
        private final Database database = Database.create();
        private final SingleInput<Integer> source;
        private final Query<Integer, Integer> step;
        private final Query<Integer, Integer> cells;
        private int edits;

        /** How many dependents ran; good while one thread asks. */
        private int runs;

        Steps(Durability durability, int dependents) {
            this.dependents = dependents;
            source = database.single("source", Integer.class, durability);
            step = database.query("step", Integer.class, Integer.class, k -> source.get() & k);
            cells = database.query("cells", Integer.class, Integer.class, this::cell);
            edit();
            all();
        }

        private int cell(int key) {
            runs++;
            return step.get(0) + key;
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

    /** What is edited, and small ones beside it. */
    @State(Scope.Benchmark)
    public static class Built {
        /** The slot's durability. */
        @Param({"LOW", "HIGH"})
        Durability durability;

        /** How many cells read the step. */
        @Param({"1000", "100000"})
        int dependents;

        Steps steps;
        Steps few;
        private Steps twin;

        /** Makes and computes all. */
        @Setup
        public void make() {
            steps = new Steps(durability, dependents);
            few = new Steps(durability, FEW);
            twin = new Steps(durability, FEW);
        }

        /** Stops a benchmark in which a dependent ran that no change reached. */
        @TearDown
        public void check() {
            if (steps.runs != dependents) {
                throw new IllegalStateException(steps.runs + " runs of " + dependents + " dependents");
            }
        }

        /** Does to the twin what is measured next, which makes the code warm that a long set-up drove out. */
        void warm() {
            for (int i = 0; i < WARM; i++) {
                twin.edit();
                twin.one();
            }
        }
    }

    /** All dependents just verified. */
    @State(Scope.Benchmark)
    public static class Verified extends Built {
        /** Edits, then asks for all. */
        @Setup(Level.Invocation)
        public void prepare() {
            few.edit();
            steps.edit();
            few.all();
            steps.all();
            warm();
        }
    }

    /** All dependents just verified, then the slot edited. */
    @State(Scope.Benchmark)
    public static class Edited extends Built {
        /** Asks for all, then edits. */
        @Setup(Level.Invocation)
        public void prepare() {
            few.all();
            steps.all();
            few.edit();
            steps.edit();
            warm();
        }
    }

    /** The edit of the slot, just after all dependents were verified. */
    @Benchmark
    public Object edit(Verified built, OnVirtual threads) {
        return built.steps.edit();
    }

    /** Yardstick of {@link #edit}: the same with eight dependents, as cold in the processor's caches. */
    @Benchmark
    public Object editYardstickFew(Verified built, OnVirtual threads) {
        return built.few.edit();
    }

    /** A request for one dependent, after the edit of {@link #edit}, which is not in the figure: the step runs. */
    @Benchmark
    public int thenOne(Edited built, OnVirtual threads) {
        return built.steps.one();
    }

    /** Yardstick of {@link #thenOne}: the same with eight dependents, as cold in the processor's caches. */
    @Benchmark
    public int thenOneYardstickFew(Edited built, OnVirtual threads) {
        return built.few.one();
    }

    /** The slot edited again and again with one dependent asked for between: edit and request, the step runs. */
    @Benchmark
    public int editThenOne(Built built, OnVirtual threads) {
        built.steps.edit();
        return built.steps.one();
    }

    /** The slot edited and all dependents asked for: edit and requests, the step runs. */
    @Benchmark
    public int editThenAll(Built built, OnVirtual threads) {
        built.steps.edit();
        return built.steps.all();
    }
}
