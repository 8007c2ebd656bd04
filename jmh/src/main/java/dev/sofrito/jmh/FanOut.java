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
 * One slot that everything reads, such as settings or a version: an edit has to reach its dependents, but only those not
 * reached before, and with {@link Durability#HIGH} none of them. The yardstick is a bare loop that marks as many objects.
 *
 * <pre>java -jar jmh/target/benchmarks.jar FanOut</pre>
 */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class FanOut extends Workload {

    /** A slot and its dependents, all computed. */
    @State(Scope.Benchmark)
    public static class Fan {
        /** The slot's durability. */
        @Param({"LOW", "HIGH"})
        Durability durability;

        /** How many cells read the slot. */
        @Param({"1000", "100000"})
        int dependents;

        private final Database database = Database.create();
        private SingleInput<Integer> source;
        private final Query<Integer, Integer> cells =
                database.query("cells", Integer.class, Integer.class, k -> source.get() + k);
        private int edits;

        /** Makes and computes all. */
        @Setup
        public void make() {
            source = database.single("source", Integer.class, durability);
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

    /** All dependents just verified. */
    @State(Scope.Benchmark)
    public static class Verified extends Fan {
        /** Asks for all. */
        @Setup(Level.Invocation)
        public void prepare() {
            verifyAll();
        }
    }

    /** All dependents just verified, then the slot edited. */
    @State(Scope.Benchmark)
    public static class Edited extends Fan {
        /** Asks for all, then edits. */
        @Setup(Level.Invocation)
        public void prepare() {
            verifyAll();
            edit();
        }
    }

    /** The edit of the slot, just after all its dependents were verified. */
    @Benchmark
    public Object edit(Verified fan, OnVirtual threads) {
        return fan.edit();
    }

    /** A request for one dependent, after the edit of {@link #edit}, which is not in the figure: one run. */
    @Benchmark
    public int thenOne(Edited fan, OnVirtual threads) {
        return fan.one();
    }

    /** The slot edited again and again with one dependent asked for between: edit and request, one run. */
    @Benchmark
    public int editThenOne(Fan fan, OnVirtual threads) {
        fan.edit();
        return fan.one();
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
