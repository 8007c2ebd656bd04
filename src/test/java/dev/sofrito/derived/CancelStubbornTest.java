package dev.sofrito.derived;

import static dev.sofrito.derived.Cancelling.awaitStubbornly;
import static dev.sofrito.derived.Cancelling.cancel;
import static dev.sofrito.derived.Cancelling.request;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.Database;
import dev.sofrito.Query;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A function that knows nothing of interrupts keeps no platform requester, and no waiter, from giving up. */
@Tag("derived.cancel")
@Timeout(120)
class CancelStubbornTest {

    private final Database db = Database.create();
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);
    private final Query<String, Integer> stubborn = db.query("stubborn", k -> {
        reached.countDown();
        awaitStubbornly(opened);
        return 42;
    });
    private final Query<String, Integer> outer = db.query("outer", k -> stubborn.get(k) + 1);

    @Test
    void aPlatformRequesterReturnsWhileTheFunctionStillRuns() throws Exception {
        Running<Integer> request = request(Caller.PLATFORM, outer, "k");
        reached.await();
        cancel(request);
        assertEquals(1, opened.getCount());
        opened.countDown();
        assertEquals(43, outer.get("k"));
    }

    @OnEachCaller
    void aWaiterReturnsWhileTheFunctionStillRuns(Caller caller) throws Exception {
        Running<Integer> leader = request(Caller.VIRTUAL, stubborn, "k");
        reached.await();
        Running<Integer> waiter = request(caller, stubborn, "k");
        waiter.awaitBlocked();
        cancel(waiter);
        opened.countDown();
        assertEquals(42, leader.result());
    }

    @OnEachCaller
    void whoeverWaitsForAnAbandonedRunGetsTheValue(Caller caller) throws Exception {
        Running<Integer> leader = request(Caller.PLATFORM, stubborn, "k");
        reached.await();
        Running<Integer> waiter = request(caller, outer, "k");
        waiter.awaitBlocked();
        cancel(leader);
        Running<Integer> late = request(caller, stubborn, "k");
        late.awaitBlocked();
        opened.countDown();
        assertEquals(43, waiter.result());
        assertEquals(42, late.result());
    }

    @Test
    void aBlockOfAPlatformCallerIsLeftWhileItStillRuns() throws Exception {
        Running<Integer> request = Caller.PLATFORM.startCall(() -> db.call(() -> stubborn.get("k")));
        reached.await();
        cancel(request);
        assertEquals(1, opened.getCount());
        opened.countDown();
        assertEquals(42, stubborn.get("k"));
    }
}
