package dev.sofrito.jmh;

import dev.sofrito.Database;
import dev.sofrito.Durability;
import dev.sofrito.Query;
import dev.sofrito.SingleInput;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * One slot that everything reads, such as settings or a version: an edit has to reach its dependents, but only those
 * not reached before, and with {@link Durability#HIGH} none of them. The yardstick is a bare loop that marks as many
 * objects.
 *
 * <pre>java -jar jmh/target/benchmarks.jar FanOut</pre>
 */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class FanOut extends Workload {

    private static final int WARM = 200;
    private static final int FEW = 8;

    /** A slot and its dependents, all computed. */
    static final class Fan {
        private final int dependents;
        private final Database database = Database.create();
        private final SingleInput<Integer> source;
        private final Query<Integer, Integer> cells;
        private int edits;

        Fan(Durability durability, int dependents) {
            this.dependents = dependents;
            source = database.single("source", Integer.class, durability);
            cells = database.query("cells", Integer.class, Integer.class, k -> source.get() + k);
            edit();
            verifyAll();
        }

        Object edit() {
            return source.set(++edits);
        }

        int one() {
            return cells.get((edits & 0xffff) % dependents);
        }

        void verifyAll() {
            for (int k = 0; k < dependents; k++) {
                cells.get(k);
            }
        }
    }

    /** What is edited, and small ones beside it. */
    @State(Scope.Benchmark)
    public static class Built {
        /** The slot's durability. */
        @Param({"LOW", "HIGH"})
        Durability durability;

        /** How many cells read the slot. */
        @Param({"1000", "100000"})
        int dependents;

        Fan fan;
        Fan few;
        private Fan twin;

        /** Makes and computes all. */
        @Setup
        public void make() {
            fan = new Fan(durability, dependents);
            few = new Fan(durability, FEW);
            twin = new Fan(durability, FEW);
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
            fan.edit();
            few.verifyAll();
            fan.verifyAll();
            warm();
        }
    }

    /** All dependents just verified, then the slot edited. */
    @State(Scope.Benchmark)
    public static class Edited extends Built {
        /** Asks for all, then edits. */
        @Setup(Level.Invocation)
        public void prepare() {
            few.verifyAll();
            fan.verifyAll();
            few.edit();
            fan.edit();
            warm();
        }
    }

    /** The edit of the slot, just after all its dependents were verified. */
    @Benchmark
    public Object edit(Verified built, OnVirtual threads) {
        return built.fan.edit();
    }

    /** Yardstick of {@link #edit}: the same with eight dependents, as cold in the processor's caches. */
    @Benchmark
    public Object editYardstickFew(Verified built, OnVirtual threads) {
        return built.few.edit();
    }

    /** A request for one dependent, after the edit of {@link #edit}, which is not in the figure: one run. */
    @Benchmark
    public int thenOne(Edited built, OnVirtual threads) {
        return built.fan.one();
    }

    /** Yardstick of {@link #thenOne}: the same with eight dependents, as cold in the processor's caches. */
    @Benchmark
    public int thenOneYardstickFew(Edited built, OnVirtual threads) {
        return built.few.one();
    }

    /** The slot edited again and again with one dependent asked for between: edit and request, one run. */
    @Benchmark
    public int editThenOne(Built built, OnVirtual threads) {
        built.fan.edit();
        return built.fan.one();
    }

    /** Objects with a mark. */
    @State(Scope.Benchmark)
    public static class Marks {
        static final class Mark {
            volatile int until;
        }

        /** How many. */
        @Param({"1000", "100000"})
        int dependents;

        private Mark[] marks;
        private int edits;

        /** Makes them. */
        @Setup
        public void make() {
            marks = new Mark[dependents];
            Arrays.setAll(marks, i -> new Mark());
        }
    }

    /** Yardstick of {@link #edit}: a bare loop that marks as many objects. */
    @Benchmark
    public int editYardstickLoop(Marks marks, OnVirtual threads) {
        int edit = ++marks.edits;
        for (Marks.Mark mark : marks.marks) {
            mark.until = edit;
        }
        return edit;
    }
}
