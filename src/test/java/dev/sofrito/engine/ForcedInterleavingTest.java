package dev.sofrito.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Durability;
import dev.sofrito.Equality;
import dev.sofrito.Input;
import dev.sofrito.Keep;
import dev.sofrito.Query;
import dev.sofrito.engine.Hooks.Point;
import dev.sofrito.testing.Running;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The races that the engine's comments argue about, each forced by holding one thread where the argument says. */
@Timeout(60)
class ForcedInterleavingTest {

    private final Database db = Database.create();
    private final Input<String, Integer> in = db.input("in", String.class, Integer.class);
    private final AtomicInteger runs = new AtomicInteger();
    private final Query<String, Integer> low = db.query("low", String.class, Integer.class, key -> {
        runs.incrementAndGet();
        return in.get(key);
    });
    private final Query<String, Integer> top = db.query("top", String.class, Integer.class, key -> 10 * low.get(key));

    @AfterEach
    void removeHook() {
        Hooks.install(null);
    }

    /** Holds the first thread that comes to a point with a cell of that label, until opened. */
    static final class Hold {

        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch open = new CountDownLatch(1);
        private final AtomicBoolean used = new AtomicBoolean();

        Hold(Point point, String label) {
            Hooks.install((at, where) -> {
                boolean here = at == point && (label.isEmpty() || where instanceof Cell cell && cell.label().equals(label));
                if (here && used.compareAndSet(false, true)) {
                    reached.countDown();
                    await(open);
                }
            });
        }

        void awaitReached() {
            await(reached);
        }

        void open() {
            open.countDown();
        }

        /** Waits although the thread may be interrupted: that is for the engine to notice. */
        private static void await(CountDownLatch latch) {
            boolean interrupted = Thread.interrupted();
            for (;;) {
                try {
                    assertTrue(latch.await(30, TimeUnit.SECONDS), "nobody came");
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    @Tag("rev.binding")
    void aHitThatRemembersItsValueForOthersDoesNotDoSoAfterACommit() throws Exception {
        in.set("x", 1);
        assertEquals(10, top.get("x"));
        Hold hold = new Hold(Point.REFRESHING, "top(x)");
        CompletableFuture<Integer> hit = Running.async(() -> top.get("x"));
        hold.awaitReached();
        in.set("x", 2);
        hold.open();
        assertEquals(10, hit.get());
        assertEquals(20, top.get("x"));
    }

    @ParameterizedTest
    @EnumSource(value = Point.class, names = {"ANNOUNCED", "SLOTS_CLOSED", "WALKED"})
    @Tag("rev.binding")
    void aHitDuringACommitRemembersNothingThatIsNotTrueAfterIt(Point point) throws Exception {
        in.set("x", 1);
        assertEquals(10, top.get("x"));
        Hold hold = new Hold(point, "");
        CompletableFuture<Object> commit = Running.async(() -> in.set("x", 2));
        hold.awaitReached();
        assertEquals(10, top.get("x"));
        assertEquals(10, top.get("x"));
        hold.open();
        commit.get();
        assertEquals(20, top.get("x"));
        assertEquals(20, top.get("x"));
    }

    /**
     * A commit of a LOW input walks with a memo in hand that is OPEN, but that a watermark has closed. Meanwhile the
     * cell gets one that does not depend on what changes, and a dependent.
     */
    @Test
    @Tag("rev.binding")
    void aWalkThatTurnsAMemoReplacedMeanwhileLeavesTheEdgesOfTheNewOne() throws Exception {
        Input<String, Integer> mode = db.input("mode", String.class, Integer.class, Durability.HIGH);
        Query<String, Integer> middle = db.query("middle", String.class, Integer.class,
                key -> mode.get(key) == 1 ? in.get("a") + in.get("b") + 1 : in.get("a"));
        Query<String, Integer> upper = db.query("upper", String.class, Integer.class, key -> 10 * middle.get(key));
        mode.set("x", 1);
        in.set("a", 0);
        in.set("b", 0);
        assertEquals(10, upper.get("x"));
        mode.set("x", 2);
        CountDownLatch turning = new CountDownLatch(1);
        CountDownLatch turn = new CountDownLatch(1);
        CountDownLatch linked = new CountDownLatch(1);
        CountDownLatch publish = new CountDownLatch(1);
        Hooks.install((at, where) -> {
            if (at == Point.TURNING && where instanceof Cell cell && cell.label().equals("middle(x)")) {
                turning.countDown();
                Hold.await(turn);
            } else if (at == Point.LINKED && where instanceof Cell cell && cell.label().equals("upper(x)")) {
                linked.countDown();
                Hold.await(publish);
            }
        });
        CompletableFuture<Object> commit = Running.async(() -> in.set("b", 1));
        Hold.await(turning);
        CompletableFuture<Integer> request = Running.async(() -> upper.get("x"));
        Hold.await(linked);
        turn.countDown();
        commit.get();
        publish.countDown();
        assertEquals(0, request.get());
        assertEquals(0, upper.get("x"));
        in.set("a", 1);
        assertEquals(10, upper.get("x"));
    }

    @ParameterizedTest
    @EnumSource(value = Point.class, names = {"CLAIMED", "LINKED", "PUBLISHED", "OPENING"})
    @Tag("rev.binding")
    @Tag("rev.writers-free")
    void aCommitThatComesInBetweenIsSeenByTheNextRequestAndNotByThisOne(Point point) throws Exception {
        in.set("x", 1);
        Hold hold = new Hold(point, "low(x)");
        CompletableFuture<Integer> request = Running.async(() -> top.get("x"));
        hold.awaitReached();
        in.set("x", 2);
        hold.open();
        assertEquals(10, request.get());
        assertEquals(20, top.get("x"));
        in.set("x", 3);
        assertEquals(30, top.get("x"));
    }

    @ParameterizedTest
    @EnumSource(value = Point.class, names = {"LINKED", "PUBLISHED", "OPENING"})
    @Tag("derived.memo")
    void aCommitThatIsUnrelatedLeavesWhatIsPublishedMeanwhileCached(Point point) throws Exception {
        in.set("x", 1);
        Hold hold = new Hold(point, "low(x)");
        CompletableFuture<Integer> request = Running.async(() -> low.get("x"));
        hold.awaitReached();
        in.set("y", 1);
        hold.open();
        assertEquals(1, request.get());
        assertEquals(1, low.get("x"));
        assertEquals(1, runs.get());
    }

    @ParameterizedTest
    @EnumSource(value = Point.class, names = {"ANNOUNCED", "SLOTS_CLOSED", "WALKED"})
    @Tag("rev.linearizable")
    void aRequestInTheMiddleOfACommitIsOfTheRevisionBeforeAndTheNextOfTheRevisionAfter(Point point) throws Exception {
        in.set("x", 1);
        assertEquals(10, top.get("x"));
        Hold hold = new Hold(point, "");
        CompletableFuture<?> commit = Running.async(() -> in.set("x", 2));
        hold.awaitReached();
        assertEquals(10, top.get("x"));
        Query<String, Integer> fresh = db.query("fresh", String.class, Integer.class, key -> low.get(key) + in.get(key));
        assertEquals(2, fresh.get("x"));
        hold.open();
        commit.get();
        assertEquals(20, top.get("x"));
        assertEquals(4, fresh.get("x"));
    }

    @Test
    @Tag("derived.cancel")
    void whoWaitsTakesOverWhenTheLeaderIsCancelled() throws Exception {
        in.set("x", 1);
        Hold hold = new Hold(Point.CLAIMED, "low(x)");
        CompletableFuture<Integer> leader = new CompletableFuture<>();
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                leader.complete(low.get("x"));
            } catch (RuntimeException e) {
                leader.completeExceptionally(e);
            }
        });
        hold.awaitReached();
        CountDownLatch waiting = new CountDownLatch(1);
        CompletableFuture<Integer> waiter = Running.async(() -> {
            waiting.countDown();
            return low.get("x");
        });
        waiting.await();
        thread.interrupt();
        hold.open();
        assertEquals(1, waiter.get());
        assertTrue(leader.handle((value, failure) -> failure != null).get());
    }

    @Test
    @Tag("mem.evict")
    void aValueThatIsEvictedWhileItIsAskedForIsComputedAgain() throws Exception {
        Query<String, Integer> kept = db.query("kept", String.class, Integer.class, in::get, Keep.atMost(1));
        in.set("x", 1);
        in.set("y", 2);
        assertEquals(1, kept.get("x"));
        Hold hold = new Hold(Point.EVICTING, "kept(x)");
        CompletableFuture<Integer> evictor = Running.async(() -> kept.get("y"));
        hold.awaitReached();
        assertEquals(1, kept.get("x"));
        hold.open();
        assertEquals(2, evictor.get());
        assertEquals(1, kept.get("x"));
        in.set("x", 5);
        assertEquals(5, kept.get("x"));
    }

    @Test
    @Tag("snap.queries")
    void whatIsReplacedWhileASnapshotIsTakenIsKeptForIt() throws Exception {
        in.set("x", 1);
        assertEquals(1, low.get("x"));
        in.set("x", 2);
        Hold hold = new Hold(Point.LINKED, "low(x)");
        CompletableFuture<Integer> request = Running.async(() -> low.get("x"));
        hold.awaitReached();
        try (var snapshot = db.snapshot()) {
            in.set("x", 3);
            hold.open();
            assertEquals(2, request.get());
            assertEquals(3, low.get("x"));
            int before = runs.get();
            assertEquals(2, snapshot.call(() -> low.get("x")));
            assertEquals(before, runs.get());
        }
    }

    @Test
    @Tag("snap.queries")
    @Tag("snap.isolated")
    void whatIsReplacedWhileAMutatedSnapshotAdoptsItIsAdoptedAsItWas() throws Exception {
        in.set("x", 1);
        in.set("y", 1);
        assertEquals(10, top.get("x"));
        try (var snapshot = db.snapshot()) {
            snapshot.run(() -> in.set("y", 2));
            Hold hold = new Hold(Point.ADOPTING, "low(x)");
            CompletableFuture<Integer> request = Running.async(() -> snapshot.call(() -> top.get("x")));
            hold.awaitReached();
            in.set("x", 3);
            assertEquals(30, top.get("x"));
            int before = runs.get();
            hold.open();
            assertEquals(10, request.get());
            assertEquals(before, runs.get());
            snapshot.run(() -> in.set("x", 4));
            assertEquals(40, snapshot.call(() -> top.get("x")));
        }
        assertEquals(30, top.get("x"));
    }

    /** A false ring: storm 47, once in some hundred. */
    @Test
    @Tag("cycle.cross")
    void aRunThatWasOvertakenTooLateIsNoRingForWhoAsksAgainAfterIt() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        CountDownLatch overtaking = new CountDownLatch(1);
        CountDownLatch askedAgain = new CountDownLatch(1);
        Query<String, Integer> one = db.query("one", String.class, Integer.class, key -> {
            int value = in.get(key);
            running.countDown();
            Hold.await(mayEnd);
            return value;
        }, Keep.atMost(1));
        Query<String, Integer> outer = db.query("outer", String.class, Integer.class,
                key -> one.get("x") + one.get("y") + one.get("x"));
        in.set("x", 1);
        in.set("y", 1);
        Hooks.install((at, where) -> {
            if (where instanceof Cell cell && cell.label().equals("one(x)")) {
                if (at == Point.OVERTAKING) {
                    overtaking.countDown();
                    Hold.await(askedAgain);
                } else if (at == Point.WAITING && overtaking.getCount() == 0) {
                    askedAgain.countDown();
                }
            }
        });
        CompletableFuture<Integer> request = Running.async(() -> outer.get("k"));
        Hold.await(running);
        in.set("x", 2);
        CompletableFuture<Integer> later = Running.async(() -> one.get("x"));
        Hold.await(overtaking);
        mayEnd.countDown();
        assertEquals(3, request.get());
        assertEquals(2, later.get());
    }

    @Test
    @Tag("rev.binding")
    void aRunWhoseFunctionHasReturnedIsWaitedForThoughItIsOutdated() throws Exception {
        CountDownLatch comparing = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        CountDownLatch waiting = new CountDownLatch(1);
        Query<String, Integer> compared = db.query("compared", String.class, Integer.class, key -> {
            runs.incrementAndGet();
            return in.get(key);
        }, Equality.<Integer>of((before, now) -> {
            comparing.countDown();
            Hold.await(mayEnd);
            return before.equals(now);
        }));
        in.set("x", 1);
        assertEquals(1, compared.get("x"));
        in.set("x", 2);
        CompletableFuture<Integer> request = Running.async(() -> compared.get("x"));
        Hold.await(comparing);
        in.set("x", 3);
        Hooks.install((at, where) -> {
            if (at == Point.WAITING && where instanceof Cell cell && cell.label().equals("compared(x)")) {
                waiting.countDown();
            }
        });
        CompletableFuture<Integer> later = Running.async(() -> compared.get("x"));
        Hold.await(waiting);
        assertEquals(2, runs.get());
        mayEnd.countDown();
        assertEquals(2, request.get());
        assertEquals(3, later.get());
        assertEquals(3, runs.get());
    }

    @Test
    @Tag("rev.consistent-read")
    @Tag("snap.isolated")
    void aBlockThatPartsItsSnapshotReadsItsOwnWriteAlthoughAnotherOneMutatesAtOnce() throws Exception {
        in.set("x", 1);
        try (var snapshot = db.snapshot()) {
            AtomicReference<Thread> other = new AtomicReference<>();
            Hooks.install((at, where) -> {
                if (at == Point.PARTED) {
                    other.set(Thread.startVirtualThread(() -> snapshot.run(() -> in.set("x", 3))));
                    while (other.get().getState() != Thread.State.TERMINATED
                            && other.get().getState() != Thread.State.WAITING) {
                        Thread.yield();    // there may be one carrier alone
                    }
                }
            });
            assertEquals(20, snapshot.call(() -> {
                in.set("x", 2);
                return top.get("x");
            }));
            other.get().join();
            assertEquals(30, snapshot.call(() -> top.get("x")));
        }
        assertEquals(10, top.get("x"));
    }
}
