package dev.sofrito.derived;

import static dev.sofrito.derived.Cancelling.cancel;
import static dev.sofrito.derived.Cancelling.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Failures;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.QueryCancelledException;
import dev.sofrito.TaskScope;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.Gate;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import dev.sofrito.testing.Trace;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An interrupted requester gives up its request, which leaves no memo and no failure. */
@Tag("derived.cancel")
@Timeout(120)
class CancelTest {

    private final Database db = Database.create();
    private final Trace trace = new Trace();
    private final Gate gate = new Gate();
    private final Input<String, Integer> number = db.input("number", String.class, Integer.class);
    private final Query<String, Integer> slow = db.query("slow", trace.of("slow", k -> {
        int n = number.get(k);
        gate.passOrBeInterrupted();
        return n;
    }));
    private final Query<String, Integer> outer = db.query("outer", trace.of("outer", k -> slow.get(k) + 1));

    @OnEachCaller
    void theRequestIsGivenUpAndTheNextOneComputes(Caller caller) throws Exception {
        number.set("k", 5);
        Running<Integer> request = request(caller, slow, "k");
        gate.awaitReached();
        cancel(request);
        assertEquals(Optional.empty(), slow.peek("k"));
        gate.open();
        assertEquals(5, slow.get("k"));
        trace.assertRan("slow(k)", "slow(k)");
    }

    @OnEachCaller
    void aRequestThroughOthersIsGivenUpWithAllOfThem(Caller caller) throws Exception {
        number.set("k", 5);
        Running<Integer> request = request(caller, outer, "k");
        gate.awaitReached();
        cancel(request);
        gate.open();
        assertEquals(5, slow.get("k"));
        assertEquals(6, outer.get("k"));
        trace.assertRan("outer(k)", "slow(k)", "slow(k)", "outer(k)");
    }

    @OnEachCaller
    void aRevalidationIsGivenUpAndTheMemoIsNotHarmed(Caller caller) throws Exception {
        Query<String, Integer> gated = db.query("gated", trace.of("gated", k -> {
            int n = number.get(k);
            if (n == 2) {
                gate.passOrBeInterrupted();
            }
            return n / 10;
        }));
        Query<String, Integer> above = db.query("above", trace.of("above", k -> gated.get(k) + 1));
        number.set("k", 1);
        assertEquals(1, above.get("k"));
        trace.taken();
        number.set("k", 2);
        Running<Integer> request = request(caller, above, "k");
        gate.awaitReached();
        cancel(request);
        gate.open();
        trace.taken();
        assertEquals(1, above.get("k"));
        trace.assertRan("gated(k)");
    }

    @OnEachCaller
    void aFunctionThatTurnsTheInterruptIntoItsOwnExceptionHasNotFailed(Caller caller) throws Exception {
        Query<String, Integer> wrapping = db.query("wrapping", trace.of("wrapping", k -> {
            try {
                gate.passOrBeInterrupted();
                return 5;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("gave up", e);
            }
        }));
        Running<Integer> request = request(caller, wrapping, "k");
        gate.awaitReached();
        cancel(request);
        gate.open();
        assertEquals(5, wrapping.get("k"));
        trace.assertRan("wrapping(k)", "wrapping(k)");
    }

    @OnEachCaller
    void anInterruptedExceptionIsNoFailureWhoeverWasInterrupted(Caller caller) throws Exception {
        AtomicBoolean rain = new AtomicBoolean(true);
        Query<String, Integer> throwing = db.query("throwing", trace.of("throwing", k -> {
            if (rain.get()) {
                throw new InterruptedException("somewhere below");
            }
            return 5;
        }), Failures.UNTIL_CHANGED);
        Query<String, Integer> above = db.query("above", trace.of("above", throwing::get));
        caller.run(() -> {
            assertThrows(QueryCancelledException.class, () -> above.get("k"));
            assertTrue(Thread.interrupted());
        });
        rain.set(false);
        caller.run(() -> assertEquals(5, above.get("k")));
        trace.assertRan("above(k)", "throwing(k)", "above(k)", "throwing(k)");
    }

    @OnEachCaller
    void aQueryThatCatchesTheCancellationLeavesNoMemoEither(Caller caller) throws Exception {
        Query<String, Integer> catching = db.query("catching", trace.of("catching", k -> {
            try {
                return slow.get(k);
            } catch (QueryCancelledException e) {
                return -1;
            }
        }));
        number.set("k", 5);
        Running<Integer> request = request(caller, catching, "k");
        gate.awaitReached();
        cancel(request);
        gate.open();
        assertEquals(5, catching.get("k"));
        assertEquals(5, slow.get("k"));
    }

    @OnEachCaller
    void subtasksOfTheQueryAreCancelledWithIt(Caller caller) throws Exception {
        CountDownLatch interrupted = new CountDownLatch(2);
        Gate second = new Gate();
        Query<String, Integer> forking = db.query("forking", trace.of("forking", k -> {
            try (var scope = TaskScope.open()) {
                for (Gate g : List.of(gate, second)) {
                    scope.fork(() -> {
                        try {
                            g.passOrBeInterrupted();
                            return 1;
                        } catch (InterruptedException e) {
                            interrupted.countDown();
                            throw e;
                        }
                    });
                }
                scope.join();
                return 7;
            }
        }));
        Running<Integer> request = request(caller, forking, "k");
        gate.awaitReached();
        second.awaitReached();
        cancel(request);
        assertTrue(interrupted.await(30, TimeUnit.SECONDS), "subtasks are interrupted");
        gate.open();
        second.open();
        assertEquals(7, forking.get("k"));
        trace.assertRan("forking(k)", "forking(k)");
    }

    @OnEachCaller
    void getAllIsGivenUp(Caller caller) throws Exception {
        number.set("a", 1);
        number.set("b", 2);
        Running<Integer> request = caller.startCall(() -> slow.getAll(List.of("a", "b")).size());
        gate.awaitReached();
        cancel(request);
        gate.open();
        assertEquals(1, slow.get("a"));
        assertEquals(2, slow.get("b"));
    }

    @OnEachCaller
    void aQueryInABlockIsGivenUpWithTheBlock(Caller caller) throws Exception {
        number.set("k", 5);
        Running<Integer> request = caller.startCall(() -> db.call(() -> outer.get("k")));
        gate.awaitReached();
        cancel(request);
        gate.open();
        assertEquals(6, outer.get("k"));
    }

    @OnEachCaller
    void aThreadInterruptedBeforehandGivesUpWhenTheQueryBlocks(Caller caller) throws Exception {
        number.set("k", 5);
        caller.run(() -> {
            Thread.currentThread().interrupt();
            assertThrows(QueryCancelledException.class, () -> slow.get("k"));
            assertTrue(Thread.interrupted(), "the interrupt flag is set");
            gate.open();
            assertEquals(5, slow.get("k"));
        });
    }

    @OnEachCaller
    void aRequestMayBeRepeatedByTheSameThread(Caller caller) throws Exception {
        number.set("k", 5);
        Running<Integer> request = caller.startCall(() -> {
            assertThrows(QueryCancelledException.class, () -> slow.get("k"));
            assertTrue(Thread.interrupted(), "the interrupt flag is set");
            gate.open();
            return slow.get("k");
        });
        gate.awaitReached();
        request.interrupt();
        assertEquals(5, request.result());
    }

    @Test
    void aFunctionThatSwallowsTheInterruptOfAPlatformRequesterLeavesNoMemo() throws Exception {
        Query<String, Integer> swallowing = db.query("swallowing", trace.of("swallowing", k -> {
            try {
                gate.passOrBeInterrupted();
                return 5;
            } catch (InterruptedException e) {
                return -1;
            }
        }));
        Running<Integer> request = request(Caller.PLATFORM, swallowing, "k");
        gate.awaitReached();
        cancel(request);
        gate.open();
        assertEquals(5, swallowing.get("k"));
        trace.assertRan("swallowing(k)", "swallowing(k)");
    }
}
