package dev.sofrito.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Query;
import dev.sofrito.QueryCancelledException;
import dev.sofrito.TaskScope;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.Gate;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** An interrupt of who joins becomes a cancellation, and leaving a scope waits for its subtasks. */
@Tag("conc.fork")
@Timeout(120)
class TaskScopeCancelTest {

    private final Database db = Database.create();

    @OnEachCaller
    void interruptingWhoJoinsThrowsCancellationWithTheFlagSet(Caller caller) throws Exception {
        Gate gate = new Gate();
        Running<Void> request = caller.start(() -> {
            try (var scope = TaskScope.open()) {
                scope.fork(() -> {
                    gate.passOrBeInterrupted();
                    return 1;
                });
                assertThrows(QueryCancelledException.class, scope::join);
                assertTrue(Thread.interrupted(), "the interrupt flag is set");
            }
        });
        gate.awaitReached();
        request.awaitBlocked();
        request.interrupt();
        request.join();
    }

    @OnEachCaller
    void closeCancelsWhatStillRunsAndWaitsForIt(Caller caller) throws Exception {
        CountDownLatch running = new CountDownLatch(2);
        List<String> ended = new CopyOnWriteArrayList<>();
        caller.run(() -> {
            try (var scope = TaskScope.open()) {
                for (int i = 0; i < 2; i++) {
                    scope.fork(() -> {
                        running.countDown();
                        try {
                            new CountDownLatch(1).await();
                        } finally {
                            for (int n = 0; n < 1000; n++) {
                                Thread.yield();
                            }
                            ended.add("ended");
                        }
                        return 0;
                    });
                }
                running.await();
            }
            assertEquals(List.of("ended", "ended"), ended);
        });
    }

    @OnEachCaller
    void closeWaitsForASubtaskThatIgnoresInterrupts(Caller caller) throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch opened = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        Running<Void> request = caller.start(() -> {
            try (var scope = TaskScope.open()) {
                scope.fork(() -> {
                    running.countDown();
                    while (opened.getCount() > 0) {
                        try {
                            opened.await();
                        } catch (InterruptedException e) {
                            interrupted.countDown();
                        }
                    }
                    ended.set(true);
                    return 0;
                });
                running.await();
            }
            assertTrue(ended.get(), "the subtask had ended when the scope was left");
        });
        interrupted.await();
        assertFalse(request.isDone());
        opened.countDown();
        request.join();
    }

    @OnEachCaller
    void aSubtasksOwnRequestIsCancelledWithIt(Caller caller) throws Exception {
        Gate gate = new Gate();
        AtomicBoolean cancelled = new AtomicBoolean();
        Query<String, Integer> slow = db.query("slow", k -> {
            gate.passOrBeInterrupted();
            return 42;
        });
        Running<Integer> leader = Caller.VIRTUAL.startCall(() -> slow.get("k"));
        gate.awaitReached();
        CountDownLatch asks = new CountDownLatch(1);
        Running<Void> request = caller.start(() -> {
            try (var scope = TaskScope.open()) {
                scope.fork(() -> {
                    asks.countDown();
                    try {
                        return slow.get("k");
                    } catch (QueryCancelledException e) {
                        cancelled.set(Thread.currentThread().isInterrupted());
                        throw e;
                    }
                });
                asks.await();
            }
            assertTrue(cancelled.get(), "cancelled, with the interrupt flag set");
        });
        request.join();
        gate.open();
        assertEquals(42, leader.result());
    }
}
