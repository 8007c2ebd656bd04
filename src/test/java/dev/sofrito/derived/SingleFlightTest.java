package dev.sofrito.derived;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.Gate;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import dev.sofrito.testing.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Concurrent requests for one cell at one revision run it once, and all get what that run gave. */
@Tag("derived.single-flight")
@Timeout(120)
class SingleFlightTest {

    private final Database db = Database.create();
    private final Trace trace = new Trace();
    private final Gate gate = new Gate();
    private final Input<String, Integer> number = db.input("number", String.class, Integer.class);
    private final Query<String, Object> slow = db.query("slow", trace.of("slow", k -> {
        gate.pass();
        return new Object();
    }));

    @Test
    void aHundredVirtualAndPlatformThreadsShareOneRun() throws Exception {
        Running<Object> leader = Caller.VIRTUAL.startCall(() -> slow.get("k"));
        gate.awaitReached();
        List<Running<Object>> waiters = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            waiters.add((i % 2 == 0 ? Caller.VIRTUAL : Caller.PLATFORM).startCall(() -> slow.get("k")));
        }
        waiters.forEach(Running::awaitBlocked);
        gate.open();
        Object value = leader.result();
        for (Running<Object> waiter : waiters) {
            assertSame(value, waiter.result());
        }
        trace.assertRan("slow(k)");
    }

    @OnEachCaller
    void theLeaderMayBeOfEitherKind(Caller caller) throws Exception {
        Running<Object> leader = caller.startCall(() -> slow.get("k"));
        gate.awaitReached();
        Running<Object> virtual = Caller.VIRTUAL.startCall(() -> slow.get("k"));
        Running<Object> platform = Caller.PLATFORM.startCall(() -> slow.get("k"));
        virtual.awaitBlocked();
        platform.awaitBlocked();
        gate.open();
        assertSame(leader.result(), virtual.result());
        assertSame(leader.result(), platform.result());
        trace.assertRan("slow(k)");
    }

    @Test
    void requestsThroughDifferentQueriesShareTheRunBelow() throws Exception {
        List<Query<String, Object>> above = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            above.add(db.query("above" + i, slow::get));
        }
        Running<Object> leader = Caller.PLATFORM.startCall(() -> slow.get("k"));
        gate.awaitReached();
        List<Running<Object>> waiters = new ArrayList<>();
        for (Query<String, Object> query : above) {
            waiters.add(Caller.VIRTUAL.startCall(() -> query.get("k")));
        }
        waiters.forEach(Running::awaitBlocked);
        gate.open();
        for (Running<Object> waiter : waiters) {
            assertSame(leader.result(), waiter.result());
        }
        trace.assertRan("slow(k)");
    }

    @Test
    void aRaceForACellRunsItOnceARound() throws Exception {
        Query<String, Integer> next = db.query("next", trace.of("next", k -> {
            Thread.yield();
            return number.get(k) + 1;
        }));
        Query<String, Integer> outer = db.query("outer", trace.of("outer", k -> next.get(k) + 1));
        int threads = 16;
        CyclicBarrier start = new CyclicBarrier(threads);
        for (int round = 0; round < 50; round++) {
            number.set("a", round);
            int expected = round + 2;
            List<Running<Void>> racers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Caller caller = i % 4 == 0 ? Caller.PLATFORM : Caller.VIRTUAL;
                boolean direct = i % 3 == 0;
                racers.add(caller.start(() -> {
                    start.await();
                    assertEquals(expected, direct ? next.get("a") + 1 : outer.get("a"));
                }));
            }
            for (Running<Void> racer : racers) {
                racer.join();
            }
            trace.assertRanInAnyOrder("next(a)", "outer(a)");
        }
    }

    @Test
    void aRaceToRevalidateRunsNothingThatDidNotChange() throws Exception {
        Query<String, Integer> tens = db.query("tens", trace.of("tens", k -> number.get(k) / 10));
        Query<String, Integer> outer = db.query("outer", trace.of("outer", k -> tens.get(k) + 1));
        number.set("a", 1);
        outer.get("a");
        trace.taken();
        int threads = 16;
        CyclicBarrier start = new CyclicBarrier(threads);
        for (int round = 0; round < 50; round++) {
            number.set("a", round % 2 + 2);
            List<Running<Void>> racers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                racers.add((i % 4 == 0 ? Caller.PLATFORM : Caller.VIRTUAL).start(() -> {
                    start.await();
                    assertEquals(1, outer.get("a"));
                }));
            }
            for (Running<Void> racer : racers) {
                racer.join();
            }
            trace.assertRan("tens(a)");
        }
    }

    @Test
    void aRequestAtALaterRevisionDoesNotTakeTheRunningOlderResult() throws Exception {
        Query<String, Integer> gated = db.query("gated", trace.of("gated", k -> {
            int n = number.get(k);
            if (n == 1) {
                gate.pass();
            }
            return n;
        }));
        number.set("a", 1);
        Running<Integer> old = Caller.VIRTUAL.startCall(() -> gated.get("a"));
        gate.awaitReached();
        number.set("a", 2);
        Running<Integer> later = Caller.VIRTUAL.startCall(() -> gated.get("a"));
        Running.await(() -> later.isDone() || later.thread().getState() == Thread.State.WAITING);
        gate.open();
        assertEquals(1, old.result());
        assertEquals(2, later.result());
        assertEquals(2, gated.get("a"));
        trace.assertRan("gated(a)", "gated(a)");
    }
}
