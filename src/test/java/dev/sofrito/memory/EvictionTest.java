package dev.sofrito.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Keep;
import dev.sofrito.Query;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.Garbage;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Trace;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A query keeps no more values than it may, and an evicted one comes back at the cost of one run. */
@Tag("mem.evict")
@Timeout(60)
class EvictionTest {

    /** A value that tells by identity whether somebody still holds it. */
    private record Page(int number) {}

    private static final int KEPT = 10;
    private static final int ASKED = 200;

    private final Trace trace = new Trace();
    private final Queue<WeakReference<Page>> made = new ConcurrentLinkedQueue<>();
    private final Database db = Database.create();
    private final Input<Integer, Integer> source = db.input("source", Integer.class, Integer.class);
    private final Input<String, Integer> unrelated = db.input("unrelated", String.class, Integer.class);
    private final Query<Integer, Integer> parsed = db.query("parsed", trace.of("parsed", source::get));
    private final Query<Integer, Page> page = db.query("page", trace.of("page", k -> {
        Page page = new Page(parsed.get(k));
        made.add(new WeakReference<>(page));
        return page;
    }), Keep.atMost(KEPT));
    private final Query<Integer, Integer> shown = db.query("shown", trace.of("shown", k -> page.get(k).number() + 1));

    private void fill() {
        db.commit(() -> IntStream.range(0, ASKED).forEach(i -> source.set(i, i)));
    }

    private long alive() {
        return made.stream().filter(page -> !page.refersTo(null)).count();
    }

    /** A key of which the value is not kept now. */
    private int evicted() {
        return IntStream.range(0, ASKED).filter(k -> page.peek(k).isEmpty()).findFirst().orElseThrow();
    }

    @OnEachCaller
    void noMoreValuesAreKeptThanTheBound(Caller caller) throws Exception {
        fill();
        caller.run(() -> IntStream.range(0, ASKED).forEach(page::get));
        assertEquals(ASKED, made.size());
        Garbage.awaitCollected(() -> alive() <= KEPT);
        long peeked = IntStream.range(0, ASKED).filter(k -> page.peek(k).isPresent()).count();
        assertTrue(peeked <= KEPT, peeked + " values are kept");
        assertTrue(peeked > 0, "a bound of " + KEPT + " is room for some");
    }

    @OnEachCaller
    void theBoundHoldsOverManyRevisions(Caller caller) throws Exception {
        fill();
        caller.run(() -> {
            for (int round = 0; round < 5; round++) {
                IntStream.range(0, ASKED).forEach(page::get);
                int add = round;
                db.commit(() -> IntStream.range(0, ASKED).forEach(i -> source.set(i, i + 1000 * add)));
            }
        });
        Garbage.awaitCollected(() -> alive() <= KEPT);
    }

    @OnEachCaller
    void whatIsWithinTheBoundIsKept(Caller caller) throws Exception {
        fill();
        caller.run(() -> {
            IntStream.range(0, KEPT).forEach(page::get);
            trace.taken();
            for (int round = 0; round < 3; round++) {
                IntStream.range(0, KEPT).forEach(page::get);
                unrelated.set("x", round);
            }
            trace.assertNothingRan();
        });
    }

    @OnEachCaller
    void anEvictedValueComesBackWithOneRun(Caller caller) throws Exception {
        fill();
        caller.run(() -> {
            IntStream.range(0, ASKED).forEach(page::get);
            trace.taken();
            int key = evicted();
            assertEquals(new Page(key), page.get(key));
            trace.assertRan("page(" + key + ")");
            assertEquals(new Page(key), page.get(key));
            trace.assertNothingRan();
        });
    }

    @OnEachCaller
    void anEvictedValueComesBackWithOneRunAtALaterRevisionToo(Caller caller) throws Exception {
        fill();
        caller.run(() -> {
            IntStream.range(0, ASKED).forEach(page::get);
            trace.taken();
            unrelated.set("x", 1);
            int key = evicted();
            source.set(key == 0 ? 1 : 0, -1);
            assertEquals(new Page(key), page.get(key));
            trace.assertRan("page(" + key + ")");
        });
    }

    @OnEachCaller
    void whoDependsOnAnEvictedValueDoesNotNeedItBack(Caller caller) throws Exception {
        fill();
        caller.run(() -> {
            IntStream.range(0, ASKED).forEach(shown::get);
            trace.taken();
            unrelated.set("x", 1);
            IntStream.range(0, ASKED).forEach(k -> assertEquals(k + 1, shown.get(k)));
            trace.assertNothingRan();
            source.set(7, 70);
            IntStream.range(0, ASKED).forEach(k -> assertEquals(k == 7 ? 71 : k + 1, shown.get(k)));
            trace.assertRan("parsed(7)", "page(7)", "shown(7)");
        });
    }

    @OnEachCaller
    void aValueThatComesBackRunsNoneOfItsDependents(Caller caller) throws Exception {
        fill();
        caller.run(() -> {
            IntStream.range(0, ASKED).forEach(shown::get);
            trace.taken();
            int key = evicted();
            page.get(key);
            trace.assertRan("page(" + key + ")");
            assertEquals(key + 1, shown.get(key));
            unrelated.set("x", 1);
            assertEquals(key + 1, shown.get(key));
            trace.assertNothingRan();
        });
    }

    @OnEachCaller
    void aChangeReachesWhatWasEvicted(Caller caller) throws Exception {
        fill();
        caller.run(() -> {
            IntStream.range(0, ASKED).forEach(shown::get);
            int key = evicted();
            trace.taken();
            source.set(key, 5_000);
            assertEquals(new Page(5_000), page.get(key));
            assertEquals(5_001, shown.get(key));
            trace.assertRanInAnyOrder("parsed(" + key + ")", "page(" + key + ")", "shown(" + key + ")");
        });
    }

    @OnEachCaller
    void aDependencyThatIsCutOffLeavesTheDependentsOfAnEvictedValueAlone(Caller caller) throws Exception {
        Query<Integer, Integer> sign = db.query("sign", trace.of("sign", k -> Integer.signum(source.get(k))));
        Query<Integer, Integer> bounded = db.query("bounded", trace.of("bounded", sign::get), Keep.atMost(1));
        Query<Integer, Integer> top = db.query("top", trace.of("top", bounded::get));
        fill();
        caller.run(() -> {
            top.get(1);
            top.get(2);
            top.get(3);
            trace.taken();
            source.set(1, 100);
            source.set(2, 100);
            assertEquals(1, top.get(1));
            assertEquals(1, top.get(2));
            trace.assertRan("sign(1)", "sign(2)");
        });
    }

    @Test
    void aBoundMustLeaveRoomForOneValue() {
        assertThrows(IllegalArgumentException.class, () -> Keep.atMost(0));
        assertThrows(IllegalArgumentException.class, () -> Keep.atMost(-5));
    }

    @OnEachCaller
    void aBoundOfOneWorks(Caller caller) throws Exception {
        Query<Integer, Integer> one = db.query("one", trace.of("one", source::get), Keep.atMost(1));
        fill();
        caller.run(() -> {
            List<Integer> seen = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                seen.add(one.get(i % 3));
            }
            assertEquals(IntStream.range(0, 20).mapToObj(i -> i % 3).toList(), seen);
            assertTrue(IntStream.range(0, ASKED).filter(k -> one.peek(k).isPresent()).count() <= 1);
        });
    }
}
