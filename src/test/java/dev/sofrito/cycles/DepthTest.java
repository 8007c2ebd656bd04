package dev.sofrito.cycles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sofrito.CycleException;
import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.QueryCancelledException;
import dev.sofrito.QueryException;
import dev.sofrito.SingleInput;
import dev.sofrito.Snapshot;
import dev.sofrito.TaskScope;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.Gate;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import java.io.IOException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** Chains of cells may be as long as memory allows, whatever happens along them. */
@Tag("depth.unbounded")
@Timeout(300)
class DepthTest {

    private static final int DEPTH = 1_000_000;

    private final Database db = Database.create();
    private final LongAdder runs = new LongAdder();
    private final SingleInput<Integer> base = db.single("base", Integer.class);
    private final Input<Integer, Integer> unrelated = db.input("unrelated", Integer.class, Integer.class);
    private final Gate gate = new Gate();
    private final IOException trouble = new IOException("rock bottom");

    /** Which cell the lowest one asks for, when it makes a ring. */
    private volatile int ring;

    /** Each cell is one more than the one below; the lowest is a tenth of the base. */
    private final Query<Integer, Integer> chain = db.query("chain", n -> {
        runs.increment();
        return n == 0 ? bottom() : this.chain.get(n - 1) + 1;
    });

    private int bottom() throws Exception {
        int n = base.get();
        if (n == -1) {
            throw trouble;
        }
        if (n == -2) {
            gate.passOrBeInterrupted();
        }
        if (n == -3) {
            return chain.get(ring);
        }
        return n / 10;
    }

    /** On such a thread, with no other limit to its time than the test's: machines may be slow. */
    private static void on(Caller caller, Caller.Body body) throws Exception {
        if (caller == Caller.PLATFORM) {
            body.run();
            return;
        }
        FutureTask<Void> task = new FutureTask<>(() -> {
            body.run();
            return null;
        });
        Thread.ofVirtual().start(task);
        task.get();
    }

    private void assertRuns(long expected) {
        assertEquals(expected, runs.sumThenReset());
    }

    @OnEachCaller
    void aChainOfAMillionComputesAndRevalidates(Caller caller) throws Exception {
        base.set(0);
        on(caller, () -> assertEquals(DEPTH, chain.get(DEPTH)));
        assertRuns(DEPTH + 1);

        base.set(10);
        on(caller, () -> assertEquals(DEPTH + 1, chain.get(DEPTH)));
        assertRuns(DEPTH + 1);

        base.set(11);
        on(caller, () -> assertEquals(DEPTH + 1, chain.get(DEPTH)));
        assertRuns(1);

        unrelated.set(1, 1);
        on(caller, () -> assertEquals(DEPTH + 1, chain.get(DEPTH)));
        assertRuns(0);
    }

    @OnEachCaller
    void insideABlockToo(Caller caller) throws Exception {
        base.set(0);
        on(caller, () -> {
            int top = db.call(() -> {
                int first = chain.get(DEPTH / 10);
                base.set(10);
                return first + chain.get(DEPTH / 10);
            });
            assertEquals(2 * (DEPTH / 10) + 1, top);
        });
    }

    @OnEachCaller
    void aFailureAtTheBottomComesUpWithItsPathInLinearTime(Caller caller) throws Exception {
        int depth = DEPTH / 2;
        base.set(-1);
        on(caller, () -> {
            QueryException e = assertThrows(QueryException.class, () -> chain.get(depth));
            assertSame(trouble, e.getCause());
            assertEquals(depth + 1, e.path().size());
            assertEquals("chain(" + depth + ")", e.path().getFirst());
            assertEquals("chain(0)", e.path().getLast());
            assertEquals("chain(" + (depth - 12345) + ")", e.path().get(12345));
        });
        assertRuns(depth + 1);
        on(caller, () -> assertThrows(QueryException.class, () -> chain.get(depth)));
        assertRuns(0);
        base.set(0);
        on(caller, () -> assertEquals(depth, chain.get(depth)));
    }

    @OnEachCaller
    void aLongRingIsReportedInLinearTime(Caller caller) throws Exception {
        int depth = DEPTH / 5;
        ring = depth;
        base.set(-3);
        on(caller, () -> {
            CycleException e = assertThrows(CycleException.class, () -> chain.get(depth));
            assertEquals(depth + 1, e.participants().size());
        });
        base.set(0);
        on(caller, () -> assertEquals(depth, chain.get(depth)));
    }

    @OnEachCaller
    void aRequestThatIsDeepDownCanBeCancelled(Caller caller) throws Exception {
        int depth = DEPTH / 10;
        base.set(-2);
        Running<Integer> request = caller.startCall(() -> chain.get(depth));
        gate.awaitReached();
        request.interrupt();
        assertThrows(QueryCancelledException.class, request::result);
        base.set(0);
        on(caller, () -> assertEquals(depth, chain.get(depth)));
    }

    @OnEachCaller
    void aWaiterAtAnyDepthGetsItsValue(Caller caller) throws Exception {
        int depth = DEPTH / 10;
        base.set(-2);
        Running<Integer> leader = caller.startCall(() -> chain.get(depth));
        gate.awaitReached();
        Running<Integer> half = Caller.VIRTUAL.startCall(() -> chain.get(depth / 2));
        Running<Integer> above = Caller.PLATFORM.startCall(() -> chain.get(2 * depth));
        half.awaitBlocked();
        above.awaitBlocked();
        gate.open();
        assertEquals(depth, leader.result());
        assertEquals(depth / 2, half.result());
        assertEquals(2 * depth, above.result());
        assertRuns(2 * depth + 1);
    }

    /** Each cell asks for the one below in a subtask. */
    private final Query<Integer, Integer> forked = db.query("forked", n -> {
        if (n == 0) {
            return base.get();
        }
        try (var scope = TaskScope.open()) {
            var below = scope.fork(() -> this.forked.get(n - 1));
            scope.join();
            return below.get() + 1;
        }
    });

    @OnEachCaller
    void aChainThroughSubtasksIsAsFree(Caller caller) throws Exception {
        base.set(0);
        on(caller, () -> assertEquals(20_000, forked.get(20_000)));
        base.set(1);
        on(caller, () -> assertEquals(20_001, forked.get(20_000)));
    }

    /** Each cell asks for the one below and for a slot in subtasks of which one ends long before the other. */
    private final Query<Integer, Integer> forkedTwice = db.query("forkedTwice", n -> {
        try (var scope = TaskScope.open()) {
            var below = scope.fork(() -> n == 0 ? 0 : this.forkedTwice.get(n - 1));
            var slot = scope.fork(base::get);
            scope.join();
            runs.increment();
            return below.get() + slot.get() / 2;
        }
    });

    @OnEachCaller
    void aChainThroughGroupsOfSubtasksRevalidatesAtAnyDepth(Caller caller) throws Exception {
        int depth = 5_000;
        base.set(0);
        on(caller, () -> assertEquals(0, forkedTwice.get(depth)));
        assertRuns(depth + 1);
        base.set(2);
        on(caller, () -> assertEquals(depth + 1, forkedTwice.get(depth)));
        assertRuns(depth + 1);
    }

    /** Each cell asks for the one below, then for one that is cut off; the lowest alone reads what changes. */
    private final Query<Integer, Integer> validated = db.query("validated", n -> {
        try (var scope = TaskScope.open()) {
            var below = scope.fork(() -> n == 0 ? base.get() / 2 : this.validated.get(n - 1));
            var other = scope.fork(() -> unrelated.find(n).orElse(1));
            scope.join();
            runs.increment();
            return below.get() + other.get();
        }
    });

    @OnEachCaller
    void aChainOfGroupsInWhichNothingComesOfAChangeIsValidatedAtAnyDepth(Caller caller) throws Exception {
        int depth = 5_000;
        base.set(0);
        on(caller, () -> assertEquals(depth + 1, validated.get(depth)));
        assertRuns(depth + 1);
        base.set(1);
        on(caller, () -> assertEquals(depth + 1, validated.get(depth)));
        assertRuns(1);
    }

    @OnEachCaller
    void aChainAtAnOldRevisionIsAsFree(Caller caller) throws Exception {
        base.set(0);
        try (Snapshot before = db.snapshot()) {
            base.set(10);
            on(caller, () -> {
                assertEquals(DEPTH / 10 + 1, chain.get(DEPTH / 10));
                assertEquals(DEPTH / 10, before.call(() -> chain.get(DEPTH / 10)));
            });
        }
        assertRuns(2 * (DEPTH / 10 + 1));
    }

    @OnEachCaller
    void deepRecursionOfAFunctionsOwnLeavesRoomForQueries(Caller caller) throws Exception {
        base.set(0);
        Query<Integer, Integer> recursing = db.query("recursing", n -> recurse(20, n));
        this.recursing = recursing;
        on(caller, () -> assertEquals(100_000, recursing.get(100_000)));
    }

    private Query<Integer, Integer> recursing = chain;

    private int recurse(int frames, int n) {
        if (frames > 0) {
            return recurse(frames - 1, n);
        }
        return n == 0 ? base.get() : recursing.get(n - 1) + 1;
    }
}
