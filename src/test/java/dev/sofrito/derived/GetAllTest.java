package dev.sofrito.derived;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.QueryException;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.Gate;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** {@link Query#getAll} gives the values of many keys, in the order of the keys, computed in parallel. */
@Tag("conc.fork")
@Timeout(60)
class GetAllTest {

    private final Database db = Database.create();
    private final Trace trace = new Trace();
    private final Input<String, Integer> number = db.input("number", String.class, Integer.class);
    private final Query<String, Integer> next = db.query("next", trace.of("next", k -> number.get(k) + 1));

    @OnEachCaller
    void valuesComeInTheOrderOfTheKeys(Caller caller) throws Exception {
        List<String> keys = IntStream.range(0, 100).mapToObj(i -> "k" + (i * 37 % 100)).toList();
        db.commit(() -> keys.forEach(k -> number.set(k, k.length())));
        caller.run(() -> {
            Map<String, Integer> all = next.getAll(keys);
            assertEquals(keys, List.copyOf(all.keySet()));
            all.forEach((k, v) -> assertEquals(k.length() + 1, v));
        });
        assertEquals(100, trace.taken().size());
        caller.run(() -> assertEquals(keys, List.copyOf(next.getAll(keys).keySet())));
        trace.assertNothingRan();
    }

    @OnEachCaller
    void noKeysGiveAnEmptyMap(Caller caller) throws Exception {
        caller.run(() -> assertEquals(Map.of(), next.getAll(List.of())));
        caller.run(() -> assertEquals(Map.of(), next.getAll(Set.of())));
    }

    @OnEachCaller
    void aKeyGivenTwiceIsInTheMapOnce(Caller caller) throws Exception {
        number.set("a", 1);
        number.set("b", 2);
        caller.run(() -> {
            Map<String, Integer> all = next.getAll(List.of("b", "a", "b"));
            assertEquals(Map.of("a", 2, "b", 3), all);
            assertEquals(List.of("b", "a"), List.copyOf(all.keySet()));
        });
        trace.assertRanInAnyOrder("next(a)", "next(b)");
    }

    @OnEachCaller
    void onlyWhatIsNotRememberedRuns(Caller caller) throws Exception {
        List.of("a", "b", "c").forEach(k -> number.set(k, 1));
        caller.run(() -> next.getAll(List.of("a", "b", "c")));
        trace.taken();
        number.set("b", 2);
        caller.run(() -> assertEquals(Map.of("a", 2, "b", 3, "c", 2), next.getAll(List.of("a", "b", "c"))));
        trace.assertRan("next(b)");
    }

    @OnEachCaller
    void whatHasToBeComputedIsComputedInParallel(Caller caller) throws Exception {
        CyclicBarrier together = new CyclicBarrier(8);
        Query<Integer, Integer> meeting = db.query("meeting", n -> {
            together.await(30, TimeUnit.SECONDS);
            return n * n;
        });
        List<Integer> keys = IntStream.range(0, 8).boxed().toList();
        caller.run(() -> assertEquals(List.of(0, 1, 4, 9, 16, 25, 36, 49), List.copyOf(meeting.getAll(keys).values())));
    }

    @OnEachCaller
    void allAreReadAtOneRevision(Caller caller) throws Exception {
        Gate gate = new Gate();
        Query<String, Integer> gated = db.query("gated", k -> {
            if (k.equals("gated")) {
                gate.pass();
            }
            return number.get("common");
        });
        number.set("common", 1);
        var all = caller.startCall(() -> gated.getAll(List.of("a", "gated", "b")));
        gate.awaitReached();
        number.set("common", 2);
        gate.open();
        assertEquals(Map.of("a", 1, "gated", 1, "b", 1), all.result());
        assertEquals(2, gated.get("a"));
    }

    @OnEachCaller
    void theFirstFailureStopsTheOthers(Caller caller) throws Exception {
        IllegalArgumentException thrown = new IllegalArgumentException("no");
        CountDownLatch started = new CountDownLatch(3);
        CountDownLatch interrupted = new CountDownLatch(3);
        Query<String, Integer> some = db.query("some", k -> {
            if (k.equals("bad")) {
                started.await();
                throw thrown;
            }
            started.countDown();
            try {
                new CountDownLatch(1).await();
                return 0;
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        });
        caller.run(() -> {
            QueryException e =
                    assertThrows(QueryException.class, () -> some.getAll(List.of("a", "b", "bad", "c")));
            assertSame(thrown, e.getCause());
            assertEquals(List.of("some(bad)"), e.path());
        });
        assertTrue(interrupted.await(30, TimeUnit.SECONDS));
    }

    @OnEachCaller
    void insideAQueryItsFailureIsThatOfTheQueryWithThePath(Caller caller) throws Exception {
        IllegalArgumentException thrown = new IllegalArgumentException("no");
        Query<String, Integer> picky = db.query("picky", k -> {
            if (k.equals("bad")) {
                throw thrown;
            }
            return 0;
        });
        Query<String, Integer> sum = db.query("sum", k -> picky.getAll(List.of("a", "bad", "b")).size());
        caller.run(() -> {
            QueryException e = assertThrows(QueryException.class, () -> sum.get("it"));
            assertSame(thrown, e.getCause());
            assertEquals(List.of("sum(it)", "picky(bad)"), e.path());
        });
        assertEquals(0, picky.get("a"));
    }

    @OnEachCaller
    void recursionThroughGetAllWorks(Caller caller) throws Exception {
        List<Integer> sizes = new ArrayList<>();
        caller.run(() -> sizes.add(leaves.get(10)));
        assertEquals(List.of(1024), sizes);
    }

    private final Query<Integer, Integer> leaves = db.query("leaves", n -> n == 0
            ? 1
            : 2 * this.leaves.getAll(List.of(n - 1)).values().iterator().next());
}
