package dev.sofrito.derived;

import static dev.sofrito.derived.Cancelling.cancel;
import static dev.sofrito.derived.Cancelling.request;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.Database;
import dev.sofrito.Query;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.Gate;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import dev.sofrito.testing.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** An interrupted requester that only waits for another's run gives up promptly; the run goes on. */
@Tag("derived.cancel")
@Timeout(120)
class CancelWaiterTest {

    private final Database db = Database.create();
    private final Trace trace = new Trace();
    private final Gate gate = new Gate();
    private final Query<String, Integer> slow = db.query("slow", trace.of("slow", k -> {
        gate.passOrBeInterrupted();
        return 42;
    }));
    private final CountDownLatch outerRuns = new CountDownLatch(1);
    private final Query<String, Integer> outer = db.query("outer", trace.of("outer", k -> {
        outerRuns.countDown();
        return slow.get(k) + 1;
    }));

    @OnEachCaller
    void aWaiterGivesUpWhileTheLeaderGoesOn(Caller caller) throws Exception {
        Running<Integer> leader = request(Caller.VIRTUAL, slow, "k");
        gate.awaitReached();
        Running<Integer> waiter = request(caller, slow, "k");
        waiter.awaitBlocked();
        cancel(waiter);
        gate.open();
        assertEquals(42, leader.result());
        assertEquals(42, slow.get("k"));
        trace.assertRan("slow(k)");
    }

    @OnEachCaller
    void someWaitersGiveUpAndTheOthersGetTheValue(Caller caller) throws Exception {
        Running<Integer> leader = request(Caller.PLATFORM, slow, "k");
        gate.awaitReached();
        List<Running<Integer>> waiters = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            waiters.add(request(caller, slow, "k"));
        }
        waiters.forEach(Running::awaitBlocked);
        for (int i = 0; i < 20; i += 2) {
            cancel(waiters.get(i));
        }
        gate.open();
        assertEquals(42, leader.result());
        for (int i = 1; i < 20; i += 2) {
            assertEquals(42, waiters.get(i).result());
        }
        trace.assertRan("slow(k)");
    }

    @OnEachCaller
    void aQueryThatWaitsForAnothersRunGivesUp(Caller caller) throws Exception {
        Running<Integer> leader = request(Caller.VIRTUAL, slow, "k");
        gate.awaitReached();
        Running<Integer> above = request(caller, outer, "k");
        outerRuns.await();
        above.awaitBlocked();
        cancel(above);
        gate.open();
        assertEquals(42, leader.result());
        trace.assertRan("slow(k)", "outer(k)");
        assertEquals(43, outer.get("k"));
        trace.assertRan("outer(k)");
    }
}
