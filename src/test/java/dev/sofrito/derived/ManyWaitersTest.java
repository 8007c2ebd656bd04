package dev.sofrito.derived;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Query;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.Gate;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import dev.sofrito.testing.Trace;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** A waiting virtual thread holds no carrier: a hundred thousand of them wait on one cell on a handful of threads. */
@Tag("derived.single-flight")
@Tag("conc.virtual")
@Timeout(300)
class ManyWaitersTest {

    private static final int WAITERS = 100_000;
    private static final int HANDFUL = 12;

    private final Database db = Database.create();
    private final Trace trace = new Trace();

    @OnEachCaller
    void aHundredThousandVirtualThreadsWaitOnOneCell(Caller leads) throws Exception {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        Gate gate = new Gate();
        Query<String, Integer> slow = db.query("slow", trace.of("slow", k -> {
            gate.pass();
            return 42;
        }));
        Query<String, Integer> other = db.query("other", String::length);
        Running<Integer> leader = leads.startCall(() -> slow.get("k"));
        gate.awaitReached();
        threads.resetPeakThreadCount();
        int before = threads.getThreadCount();

        AtomicInteger right = new AtomicInteger();
        Thread[] waiters = new Thread[WAITERS];
        for (int i = 0; i < WAITERS; i++) {
            waiters[i] = Thread.ofVirtual().start(() -> {
                if (slow.get("k") == 42) {
                    right.incrementAndGet();
                }
            });
        }
        for (Thread waiter : waiters) {
            Running.await(() -> waiter.getState() == Thread.State.WAITING);
        }
        assertEquals(5, Caller.VIRTUAL.call(() -> other.get("hello")), "other work goes on");
        assertEquals(0, right.get());
        gate.open();
        assertEquals(42, leader.result());
        for (Thread waiter : waiters) {
            waiter.join();
        }
        assertEquals(WAITERS, right.get());
        trace.assertRan("slow(k)");
        int grown = threads.getPeakThreadCount() - before;
        assertTrue(grown <= Runtime.getRuntime().availableProcessors() + HANDFUL,
                () -> grown + " more platform threads");
    }
}
