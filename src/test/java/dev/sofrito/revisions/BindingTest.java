package dev.sofrito.revisions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.Revision;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.Gate;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import dev.sofrito.testing.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** A request stays at the revision at which it began, however many commits land while it runs. */
@Tag("rev.binding")
@Timeout(60)
class BindingTest {

    private final Trace trace = new Trace();
    private final Database db = Database.create();
    private final Input<String, Integer> size = db.input("size", String.class, Integer.class);
    private final Query<Integer, Integer> level = db.query("level", trace.of("level",
            n -> n <= 1 ? size.get("a") : (this.level.get(n - 1) + this.level.get(n - 2)) % 1000));

    @OnEachCaller
    void everyReadAfterACommitIsStillOfTheOldRevision(Caller caller) throws Exception {
        Gate gate = new Gate();
        Query<String, Integer> part = db.query("part", trace.of("part", size::get));
        Query<String, List<Object>> slow = db.query("slow", trace.of("slow", _ -> {
            List<Object> seen = new ArrayList<>();
            seen.add(size.get("a"));
            gate.pass();
            seen.add(size.get("a"));
            seen.add(size.get("b"));
            seen.add(size.find("c").isPresent());
            seen.add(size.keys());
            seen.add(part.get("b"));
            seen.add(db.revision());
            return seen;
        }));
        db.commit(() -> {
            size.set("a", 1);
            size.set("b", 1);
        });
        Revision start = db.revision();

        Running<List<Object>> request = caller.startCall(() -> slow.get(""));
        gate.awaitReached();
        size.set("a", 2);
        size.set("c", 2);
        db.commit(() -> {
            size.remove("b");
            size.set("a", 3);
        });
        gate.open();
        assertEquals(List.of(1, 1, 1, false, Set.of("a", "b"), 1, start), request.result());
        trace.assertRan("slow()", "part(b)");
    }

    @OnEachCaller
    void whatWasComputedAtTheOldRevisionIsNotServedAtTheNew(Caller caller) throws Exception {
        Gate gate = new Gate();
        Query<String, Integer> part = db.query("part", trace.of("part", size::get));
        Query<String, Integer> slow = db.query("slow", trace.of("slow", k -> {
            gate.pass();
            return 10 * part.get(k);
        }));
        size.set("a", 1);
        Running<Integer> request = caller.startCall(() -> slow.get("a"));
        gate.awaitReached();
        size.set("a", 2);
        gate.open();
        assertEquals(10, request.result());
        caller.run(() -> assertEquals(20, slow.get("a")));
        trace.assertRanInAnyOrder("slow(a)", "part(a)", "slow(a)", "part(a)");
    }

    @OnEachCaller
    void aCellThatIsNewerThanTheRequestIsNotServedToItAndStaysAsItIs(Caller caller) throws Exception {
        Gate gate = new Gate();
        Query<String, Integer> part = db.query("part", trace.of("part", size::get));
        Query<String, Integer> slow = db.query("slow", trace.of("slow", k -> {
            gate.pass();
            return 10 * part.get(k) + part.get("b");
        }));
        size.set("a", 1);
        size.set("b", 5);
        Running<Integer> request = caller.startCall(() -> slow.get("a"));
        gate.awaitReached();
        size.set("a", 2);
        caller.run(() -> {
            assertEquals(2, part.get("a"));
            assertEquals(5, part.get("b"));
        });
        trace.assertRan("slow(a)", "part(a)", "part(b)");
        gate.open();
        assertEquals(15, request.result());
        trace.assertRan("part(a)");
        caller.run(() -> assertEquals(2, part.get("a")));
        trace.assertNothingRan();
    }

    @OnEachCaller
    void aRequestRunsOnceAlthoughCommitsNeverStop(Caller caller) throws Exception {
        int steps = 100;
        AtomicInteger commits = new AtomicInteger();
        AtomicBoolean done = new AtomicBoolean();
        Query<String, Integer> part = db.query("part", k -> size.get("a") + k.length());
        Query<String, Integer> slow = db.query("slow", trace.of("slow", k -> {
            int first = size.get("a");
            for (int i = 0; i < steps; i++) {
                int before = commits.get();
                Running.await(() -> commits.get() > before);
                assertEquals(first, size.get("a"));
                assertEquals(first + 1 + i, part.get("x".repeat(1 + i)));
            }
            return first;
        }));
        size.set("a", 0);
        Running<Void> writer = caller.start(() -> {
            for (int i = 1; !done.get(); i++) {
                size.set("a", i);
                commits.incrementAndGet();
            }
        });
        try {
            Running.await(() -> commits.get() > 0);
            int result = caller.call(() -> slow.get(""));
            assertTrue(result <= commits.get());
        } finally {
            done.set(true);
        }
        writer.join();
        trace.assertRan("slow()");
    }

    @OnEachCaller
    void twoRequestsAtTwoRevisionsEachGetTheirOwn(Caller caller) throws Exception {
        CountDownLatch inside = new CountDownLatch(2);
        Gate gate = new Gate();
        Query<String, Integer> slow = db.query("slow", trace.of("slow", k -> {
            int first = size.get(k);
            inside.countDown();
            gate.pass();
            return first * 100 + size.get(k);
        }));
        size.set("a", 1);
        Running<Integer> old = caller.startCall(() -> slow.get("a"));
        gate.awaitReached();
        size.set("a", 2);
        Running<Integer> young = caller.startCall(() -> slow.get("a"));
        assertTrue(inside.await(30, TimeUnit.SECONDS), "the younger does not wait for the older");
        size.set("a", 3);
        gate.open();
        assertEquals(101, old.result());
        assertEquals(202, young.result());
        trace.assertRan("slow(a)", "slow(a)");
    }

    @OnEachCaller
    void aDiamondAtAnOldRevisionAsksEachCellOnce(Caller caller) throws Exception {
        int levels = 40;
        Gate gate = new Gate();
        Query<String, Integer> late = db.query("late", k -> {
            size.get(k);
            gate.pass();
            return level.get(levels);
        });
        size.set("a", 1);
        int expected = caller.call(() -> level.get(levels));
        assertEquals(levels + 1, Set.copyOf(trace.taken()).size());

        size.set("a", 2);
        size.set("a", 1);
        Running<Integer> request = caller.startCall(() -> late.get("a"));
        gate.awaitReached();
        size.set("a", 2);
        caller.run(() -> level.get(levels));
        trace.taken();
        gate.open();
        assertEquals(expected, request.result());
        List<String> ran = trace.taken();
        assertEquals(Set.copyOf(ran).size(), ran.size(), "a cell ran twice: " + ran);
    }
}
