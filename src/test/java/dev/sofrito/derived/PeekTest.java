package dev.sofrito.derived;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.QueryException;
import dev.sofrito.Snapshot;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.Gate;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import dev.sofrito.testing.Trace;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** {@link Query#peek} gives what is remembered and known to hold, runs nothing and waits for nothing. */
@Tag("derived.memo")
@Timeout(60)
class PeekTest {

    private final Database db = Database.create();
    private final Trace trace = new Trace();
    private final Input<String, Integer> number = db.input("number", String.class, Integer.class);
    private final Query<String, Integer> next = db.query("next", trace.of("next", k -> number.get(k) + 1));
    private final Query<String, Integer> outer = db.query("outer", trace.of("outer", k -> next.get(k) + 1));

    @OnEachCaller
    void aCellThatNeverRanIsEmptyAndDoesNotRun(Caller caller) throws Exception {
        number.set("a", 1);
        caller.run(() -> assertEquals(Optional.empty(), outer.peek("a")));
        trace.assertNothingRan();
    }

    @OnEachCaller
    void aRememberedValueIsGiven(Caller caller) throws Exception {
        number.set("a", 1);
        outer.get("a");
        trace.taken();
        caller.run(() -> {
            assertEquals(Optional.of(3), outer.peek("a"));
            assertEquals(Optional.of(2), next.peek("a"));
            db.run(() -> assertEquals(Optional.of(3), outer.peek("a")));
        });
        trace.assertNothingRan();
    }

    @Test
    void itIsStillKnownToHoldAfterAnUnrelatedEdit() {
        number.set("a", 1);
        outer.get("a");
        trace.taken();
        number.set("b", 1);
        assertEquals(Optional.of(3), outer.peek("a"));
        trace.assertNothingRan();
    }

    @Test
    void afterAnEditThatReachesItItIsEmptyUntilAskedFor() {
        number.set("a", 1);
        outer.get("a");
        trace.taken();
        number.set("a", 2);
        assertEquals(Optional.empty(), outer.peek("a"));
        assertEquals(Optional.empty(), next.peek("a"));
        trace.assertNothingRan();
        assertEquals(4, outer.get("a"));
        assertEquals(Optional.of(4), outer.peek("a"));
    }

    @Test
    void aSnapshotIsPeekedAtAsItIs() {
        number.set("a", 1);
        outer.get("a");
        try (Snapshot snapshot = db.snapshot()) {
            number.set("a", 2);
            assertEquals(Optional.of(3), snapshot.call(() -> outer.peek("a")));
            assertEquals(Optional.empty(), outer.peek("a"));
        }
    }

    @OnEachCaller
    void aRunningCellIsEmptyAndNotWaitedFor(Caller caller) throws Exception {
        Gate gate = new Gate();
        Query<String, Integer> slow = db.query("slow", k -> {
            gate.pass();
            return 1;
        });
        Running<Integer> leader = Caller.VIRTUAL.startCall(() -> slow.get("k"));
        gate.awaitReached();
        caller.run(() -> assertEquals(Optional.empty(), slow.peek("k")));
        gate.open();
        assertEquals(1, leader.result());
        caller.run(() -> assertEquals(Optional.of(1), slow.peek("k")));
    }

    @Test
    void aFailedCellHasNoValue() {
        Query<String, Integer> failing = db.query("failing", k -> {
            throw new IllegalArgumentException("no");
        });
        assertThrows(QueryException.class, () -> failing.get("a"));
        assertEquals(Optional.empty(), failing.peek("a"));
    }

    @OnEachCaller
    void insideAQueryItIsRefused(Caller caller) throws Exception {
        Query<String, String> peeking = db.query("peeking", k -> "" + next.peek(k));
        number.set("a", 1);
        next.get("a");
        caller.run(() -> {
            QueryException e = assertThrows(QueryException.class, () -> peeking.get("a"));
            assertInstanceOf(IllegalStateException.class, e.getCause());
        });
    }

    @Test
    @Tag("input.batch")
    void insideACommitItIsRefusedAsEveryRequestIs() {
        number.set("a", 1);
        outer.get("a");
        db.commit(() -> {
            number.set("a", 5);
            for (Executable request : List.<Executable>of(
                    () -> outer.peek("a"), () -> outer.get("a"), () -> outer.getAll(List.of("a")))) {
                IllegalStateException e = assertThrows(IllegalStateException.class, request);
                assertTrue(e.getMessage().matches("outer.* was asked for inside commit.*"), e.getMessage());
            }
        });
        assertEquals(7, outer.get("a"));
    }
}
