package dev.sofrito.derived;

import static dev.sofrito.derived.Cancelling.cancel;
import static dev.sofrito.derived.Cancelling.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.QueryCancelledException;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.Gate;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import dev.sofrito.testing.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When the requester that runs a cell is interrupted, the others still get its value. */
@Tag("derived.cancel")
@Timeout(180)
class TakeoverTest {

    private final Database db = Database.create();
    private final Trace trace = new Trace();
    private final Input<String, Integer> number = db.input("number", String.class, Integer.class);

    /** A gate for each run of {@code slow}; a run beyond them does not stop. */
    private final Queue<Gate> gates = new ConcurrentLinkedQueue<>();
    private final Query<String, Integer> slow = db.query("slow", trace.of("slow", k -> {
        int n = number.get(k);
        Gate gate = gates.poll();
        if (gate != null) {
            gate.passOrBeInterrupted();
        }
        return n;
    }));
    private final Query<String, Integer> outer = db.query("outer", trace.of("outer", k -> slow.get(k) + 1));

    private Gate gate() {
        Gate gate = new Gate();
        gates.add(gate);
        return gate;
    }

    @OnEachCaller
    void waitersGetTheValueWhenTheLeaderIsCancelled(Caller caller) throws Exception {
        number.set("k", 42);
        Gate first = gate();
        Running<Integer> leader = request(caller, slow, "k");
        first.awaitReached();
        List<Running<Integer>> waiters = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            waiters.add(request(i % 2 == 0 ? Caller.VIRTUAL : Caller.PLATFORM, slow, "k"));
        }
        waiters.forEach(Running::awaitBlocked);
        cancel(leader);
        first.open();
        for (Running<Integer> waiter : waiters) {
            assertEquals(42, waiter.result());
        }
        int runs = trace.taken().size();
        assertTrue(runs <= 2, () -> runs + " runs");
        slow.get("k");
        trace.assertNothingRan();
    }

    @Test
    void whoTakesOverMayBeCancelledTooAndSoOn() throws Exception {
        number.set("k", 42);
        List<Gate> each = List.of(gate(), gate(), gate(), gate());
        List<Running<Integer>> requests = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            requests.add(request(Caller.VIRTUAL, slow, "k"));
            each.getFirst().awaitReached();
        }
        for (Running<Integer> request : requests) {
            request.awaitBlocked();
        }
        for (Gate gate : each) {
            gate.awaitReached();
            Running<Integer> runs = runner(requests);
            requests.remove(runs);
            cancel(runs);
        }
        assertEquals(42, requests.getFirst().result());
        trace.assertRan("slow(k)", "slow(k)", "slow(k)", "slow(k)", "slow(k)");
    }

    /** The request on whose thread the function stands at its gate. */
    private static Running<Integer> runner(List<Running<Integer>> requests) {
        for (Running<Integer> request : requests) {
            for (StackTraceElement frame : request.thread().getStackTrace()) {
                if (frame.getClassName().equals(Gate.class.getName())) {
                    return request;
                }
            }
        }
        throw new AssertionError("nobody is at the gate");
    }

    @OnEachCaller
    void aQueryThatWaitsTakesOverAndGoesOn(Caller caller) throws Exception {
        number.set("k", 42);
        Gate first = gate();
        Running<Integer> leader = request(Caller.VIRTUAL, slow, "k");
        first.awaitReached();
        Running<Integer> above = request(caller, outer, "k");
        Running.await(() -> above.thread().getState() == Thread.State.WAITING);
        cancel(leader);
        assertEquals(43, above.result());
        trace.assertRan("slow(k)", "outer(k)", "slow(k)");
    }

    @OnEachCaller
    void aRequestForAPartOfAGivenUpRequestStillGetsIt(Caller caller) throws Exception {
        number.set("k", 42);
        Gate first = gate();
        Running<Integer> leader = request(caller, outer, "k");
        first.awaitReached();
        Running<Integer> part = request(Caller.VIRTUAL, slow, "k");
        Running<Integer> whole = request(Caller.PLATFORM, outer, "k");
        part.awaitBlocked();
        whole.awaitBlocked();
        cancel(leader);
        first.open();
        assertEquals(42, part.result());
        assertEquals(43, whole.result());
    }

    @OnEachCaller
    void whenAllGiveUpALaterRequestFindsNothingInItsWay(Caller caller) throws Exception {
        number.set("k", 42);
        Gate first = gate();
        List<Running<Integer>> requests = new ArrayList<>();
        requests.add(request(caller, slow, "k"));
        first.awaitReached();
        for (int i = 0; i < 10; i++) {
            requests.add(request(caller, slow, "k"));
        }
        requests.forEach(Running::awaitBlocked);
        for (Running<Integer> request : requests.reversed()) {
            cancel(request);
        }
        assertEquals(42, slow.get("k"));
    }

    @Test
    void inAStormOfCancellationsWhoeverWasNotInterruptedGetsTheValue() throws Exception {
        Random random = new Random(42);
        Query<String, Integer> yielding = db.query("yielding", k -> {
            int n = number.get(k);
            for (int i = 0; i < 50; i++) {
                Thread.yield();
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
            return n;
        });
        Query<String, Integer> above = db.query("above", k -> yielding.get(k) + 1);
        for (int round = 0; round < 40; round++) {
            number.set("k", round);
            List<Running<Integer>> requests = new ArrayList<>();
            boolean[] interrupted = new boolean[24];
            for (int i = 0; i < interrupted.length; i++) {
                Caller caller = i % 4 == 0 ? Caller.PLATFORM : Caller.VIRTUAL;
                requests.add(request(caller, i % 2 == 0 ? yielding : above, "k"));
                int victim = random.nextInt(interrupted.length);
                if (victim <= i) {
                    interrupted[victim] = true;
                    requests.get(victim).interrupt();
                }
            }
            for (int i = 0; i < interrupted.length; i++) {
                try {
                    assertEquals(round + i % 2, requests.get(i).result());
                } catch (QueryCancelledException e) {
                    assertTrue(interrupted[i], "only the interrupted are cancelled");
                }
            }
            assertEquals(round + 1, above.get("k"));
        }
    }
}
