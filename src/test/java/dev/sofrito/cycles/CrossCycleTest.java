package dev.sofrito.cycles;

import static dev.sofrito.cycles.Nodes.assertRing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.CycleException;
import dev.sofrito.Database;
import dev.sofrito.Query;
import dev.sofrito.QueryCancelledException;
import dev.sofrito.QueryException;
import dev.sofrito.QueryFunction;
import dev.sofrito.TaskScope;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.Gate;
import dev.sofrito.testing.Running;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that would wait for each other in a ring are all told so, within a second. */
@Tag("cycle.cross")
@Timeout(120)
class CrossCycleTest {

    private static final long A_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Database db = Database.create();
    private Query<Integer, Integer> node = db.query("unused", n -> n);

    static Stream<Arguments> rings() {
        return Stream.of(2, 3, 50).flatMap(size -> Stream.of(Caller.values()).map(c -> Arguments.of(size, c)));
    }

    /** When the last function of a ring was about to ask for the next one. */
    private final AtomicLong closed = new AtomicLong();

    private Query<Integer, Integer> ring(int size, boolean catching) {
        CyclicBarrier allRun = new CyclicBarrier(size, () -> closed.set(System.nanoTime()));
        QueryFunction<Integer, Integer> function = n -> {
            allRun.await(30, TimeUnit.SECONDS);
            try {
                return node.get((n + 1) % size) + 1;
            } catch (QueryException e) {
                if (catching) {
                    return 0;
                }
                throw e;
            }
        };
        node = db.query("node", function);
        return node;
    }

    private static List<String> names(int size) {
        return IntStream.range(0, size).mapToObj(n -> "node(" + n + ")").toList();
    }

    private void assertAllAreTold(int size, List<Running<Long>> requests) throws Exception {
        for (Running<Long> request : requests) {
            long took = request.result() - closed.get();
            assertTrue(took < A_SECOND, () -> "took " + took + " ns");
        }
        for (int n = 0; n < size; n++) {
            int asked = n;
            assertRing(names(size), assertThrows(CycleException.class, () -> node.get(asked)));
        }
    }

    private Running<Long> request(Caller caller, int size, int n) {
        return caller.startCall(() -> {
            CycleException e = assertThrows(CycleException.class, () -> node.get(n));
            long told = System.nanoTime();
            assertRing(names(size), e);
            assertEquals("node(" + n + ")", e.path().getFirst());
            return told;
        });
    }

    @ParameterizedTest(name = "{0} requests, {1}")
    @MethodSource("rings")
    void aRingOverRequestsIsReportedToAllOfThem(int size, Caller caller) throws Exception {
        ring(size, false);
        List<Running<Long>> requests = new ArrayList<>();
        for (int n = 0; n < size; n++) {
            requests.add(request(caller, size, n));
        }
        assertAllAreTold(size, requests);
    }

    @ParameterizedTest(name = "{0} requests, {1}")
    @MethodSource("rings")
    void alsoIfTheirFunctionsCatchIt(int size, Caller caller) throws Exception {
        ring(size, true);
        List<Running<Long>> requests = new ArrayList<>();
        for (int n = 0; n < size; n++) {
            requests.add(request(caller, size, n));
        }
        assertAllAreTold(size, requests);
    }

    @Test
    void requestersOfBothKindsMayBeInOneRing() throws Exception {
        ring(10, false);
        List<Running<Long>> requests = new ArrayList<>();
        for (int n = 0; n < 10; n++) {
            requests.add(request(n % 2 == 0 ? Caller.PLATFORM : Caller.VIRTUAL, 10, n));
        }
        assertAllAreTold(10, requests);
    }

    @Test
    void whoeverWaitsForAMemberFromOutsideIsToldToo() throws Exception {
        ring(3, false);
        Query<Integer, Integer> outside = db.query("outside", n -> node.get(n));
        List<Running<Long>> requests = new ArrayList<>();
        requests.add(request(Caller.VIRTUAL, 3, 0));
        requests.add(request(Caller.VIRTUAL, 3, 1));
        List<Running<Integer>> waiters = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            int n = i % 2;
            waiters.add((i % 3 == 0 ? Caller.PLATFORM : Caller.VIRTUAL).startCall(() -> outside.get(n)));
        }
        waiters.forEach(Running::awaitBlocked);
        requests.add(request(Caller.VIRTUAL, 3, 2));
        assertAllAreTold(3, requests);
        for (int i = 0; i < 10; i++) {
            Running<Integer> waiter = waiters.get(i);
            CycleException e = assertThrows(CycleException.class, waiter::result);
            assertEquals("outside(" + i % 2 + ")", e.path().getFirst());
            assertRing(names(3), e);
        }
    }

    @Test
    void eachRequestMayHoldSeveralCellsOfTheRing() throws Exception {
        // Two requests: one runs 0, 1, 2 and asks for 3; the other runs 3, 4 and asks for 0.
        CyclicBarrier bothRun = new CyclicBarrier(2, () -> closed.set(System.nanoTime()));
        node = db.query("node", n -> {
            if (n == 2 || n == 4) {
                bothRun.await(30, TimeUnit.SECONDS);
            }
            return node.get((n + 1) % 5) + 1;
        });
        assertAllAreTold(5, List.of(request(Caller.VIRTUAL, 5, 0), request(Caller.PLATFORM, 5, 3)));
    }

    @Test
    void aRingMayLeadThroughASubtaskWhileItsParentJoins() throws Exception {
        CyclicBarrier bothRun = new CyclicBarrier(2, () -> closed.set(System.nanoTime()));
        CountDownLatch never = new CountDownLatch(1);
        node = db.query("node", n -> {
            if (n == 0) {
                try (var scope = TaskScope.open()) {
                    scope.fork(() -> never.await(60, TimeUnit.SECONDS));
                    var next = scope.fork(() -> {
                        bothRun.await(30, TimeUnit.SECONDS);
                        return node.get(1);
                    });
                    scope.join();
                    return next.get();
                }
            }
            bothRun.await(30, TimeUnit.SECONDS);
            return node.get(0);
        });
        assertAllAreTold(2, List.of(request(Caller.VIRTUAL, 2, 0), request(Caller.VIRTUAL, 2, 1)));
    }

    @Test
    void aRingThatClosesInEachOfAHundredRoundsIsFoundEachTime() throws Exception {
        for (int round = 0; round < 100; round++) {
            Database fresh = Database.create();
            CyclicBarrier bothRun = new CyclicBarrier(2);
            List<Query<Integer, Integer>> self = new ArrayList<>();
            self.add(fresh.query("node", n -> {
                bothRun.await(30, TimeUnit.SECONDS);
                return self.getFirst().get(1 - n);
            }));
            Running<Integer> first = Caller.VIRTUAL.startCall(() -> self.getFirst().get(0));
            Running<Integer> second = Caller.VIRTUAL.startCall(() -> self.getFirst().get(1));
            assertRing(names(2), assertThrows(CycleException.class, first::result));
            assertRing(names(2), assertThrows(CycleException.class, second::result));
        }
    }

    @Test
    void aRingOverLongChainsIsReported() throws Exception {
        int half = 1000;
        CyclicBarrier bothRun = new CyclicBarrier(2, () -> closed.set(System.nanoTime()));
        node = db.query("node", n -> {
            if (n % half == half - 1) {
                bothRun.await(30, TimeUnit.SECONDS);
            }
            return node.get((n + 1) % (2 * half)) + 1;
        });
        assertAllAreTold(2 * half,
                List.of(request(Caller.VIRTUAL, 2 * half, 0), request(Caller.PLATFORM, 2 * half, half)));
    }

    @Test
    void whoeverTakesOverTheMissingLinkClosesTheRing() throws Exception {
        Gate gate = new Gate();
        node = db.query("node", n -> {
            if (n == 1 && !gate.isReached()) {
                gate.passOrBeInterrupted();
            }
            return node.get(1 - n);
        });
        Running<Integer> leader = Caller.VIRTUAL.startCall(() -> node.get(1));
        gate.awaitReached();
        Running<Integer> waiter = Caller.VIRTUAL.startCall(() -> node.get(0));
        waiter.awaitBlocked();
        leader.interrupt();
        assertThrows(QueryCancelledException.class, leader::result);
        assertRing(names(2), assertThrows(CycleException.class, waiter::result));
        assertRing(names(2), assertThrows(CycleException.class, () -> node.get(1)));
    }

    @Test
    void aCellThatASiblingSubtaskIsStillAtClosesNoRing() throws Exception {
        // One request runs p, which waits for x and, in another subtask, is at y; the other runs x and waits for y.
        Gate atY = new Gate();
        Query<String, Integer> y = db.query("y", k -> {
            atY.pass();
            return 1;
        });
        Query<String, Integer> x = db.query("x", k -> y.get(k) + 1);
        Query<String, Integer> p = db.query("p", k -> {
            try (var scope = TaskScope.open()) {
                var first = scope.fork(() -> y.get(k));
                atY.awaitReached();
                var second = scope.fork(() -> x.get(k));
                scope.join();
                return first.get() + second.get();
            }
        });
        Running<Integer> one = Caller.VIRTUAL.startCall(() -> p.get("k"));
        atY.awaitReached();
        Running<Integer> other = Caller.VIRTUAL.startCall(() -> x.get("k"));
        one.awaitBlocked();
        other.awaitBlocked();
        atY.open();
        assertEquals(3, one.result());
        assertEquals(2, other.result());
    }
}
