package dev.sofrito.derived;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Failures;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.QueryException;
import dev.sofrito.QueryFunction;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.Gate;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import dev.sofrito.testing.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An {@link Error} is the cause of a failure like any exception, but is never remembered. */
@Tag("derived.failure")
@Timeout(60)
class ErrorTest {

    private static final class Disaster extends Error {
        private static final long serialVersionUID = 1L;

        Disaster(String message) {
            super(message);
        }
    }

    private final Database db = Database.create();
    private final Trace trace = new Trace();
    private final Input<String, Integer> number = db.input("number", String.class, Integer.class);
    private final AtomicReference<@Nullable Error> weather = new AtomicReference<>();
    private final QueryFunction<String, Integer> function = k -> {
        int n = number.get(k);
        Error bad = weather.get();
        if (bad != null) {
            throw bad;
        }
        return n;
    };
    private final Query<String, Integer> bottom = db.query("bottom", trace.of("bottom", function));
    private final Query<String, Integer> top = db.query("top", trace.of("top", bottom::get));

    @OnEachCaller
    void itIsTheCause(Caller caller) throws Exception {
        Disaster disaster = new Disaster("out of luck");
        number.set("a", 1);
        weather.set(disaster);
        caller.run(() -> {
            QueryException e = assertThrows(QueryException.class, () -> top.get("a"));
            assertSame(disaster, e.getCause());
            assertEquals(List.of("top(a)", "bottom(a)"), e.path());
        });
    }

    @OnEachCaller
    void theNextRequestRunsAgainAtTheSameRevision(Caller caller) throws Exception {
        number.set("a", 1);
        weather.set(new Disaster("out of luck"));
        caller.run(() -> assertThrows(QueryException.class, () -> bottom.get("a")));
        caller.run(() -> assertThrows(QueryException.class, () -> bottom.get("a")));
        trace.assertRan("bottom(a)", "bottom(a)");
        weather.set(null);
        caller.run(() -> assertEquals(1, bottom.get("a")));
        trace.assertRan("bottom(a)");
    }

    @OnEachCaller
    void neitherIsTheFailureOfADependentRemembered(Caller caller) throws Exception {
        number.set("a", 1);
        weather.set(new Disaster("out of luck"));
        caller.run(() -> assertThrows(QueryException.class, () -> top.get("a")));
        weather.set(null);
        caller.run(() -> assertEquals(1, top.get("a")));
        trace.assertRan("top(a)", "bottom(a)", "top(a)", "bottom(a)");
    }

    @Test
    void notEvenWhenFailuresAreKeptUntilChanged() {
        Query<String, Integer> kept = db.query("kept", trace.of("kept", function), Failures.UNTIL_CHANGED);
        number.set("a", 1);
        weather.set(new Disaster("out of luck"));
        assertThrows(QueryException.class, () -> kept.get("a"));
        weather.set(null);
        assertEquals(1, kept.get("a"));
        trace.assertRan("kept(a)", "kept(a)");
    }

    @Test
    void aQueryThatCaughtItLearnsOfTheValueAtALaterRevision() {
        Query<String, Integer> orZero = db.query("orZero", k -> {
            try {
                return bottom.get(k);
            } catch (QueryException e) {
                return 0;
            }
        });
        number.set("a", 1);
        weather.set(new Disaster("out of luck"));
        assertEquals(0, orZero.get("a"));
        weather.set(null);
        number.set("unrelated", 1);
        assertEquals(1, orZero.get("a"));
    }

    @Test
    void whoeverWaitedGetsTheFailureOrAValueButNeverHangs() throws Exception {
        Gate gate = new Gate();
        Disaster disaster = new Disaster("out of luck");
        Query<String, Integer> slow = db.query("slow", k -> {
            boolean first = !gate.isReached();
            gate.pass();
            if (first) {
                throw disaster;
            }
            return 5;
        });
        Running<Integer> leader = Caller.VIRTUAL.startCall(() -> slow.get("k"));
        gate.awaitReached();
        List<Running<Integer>> waiters = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            waiters.add((i % 2 == 0 ? Caller.PLATFORM : Caller.VIRTUAL).startCall(() -> slow.get("k")));
        }
        waiters.forEach(Running::awaitBlocked);
        gate.open();
        assertSame(disaster, assertThrows(QueryException.class, leader::result).getCause());
        for (Running<Integer> waiter : waiters) {
            try {
                assertEquals(5, waiter.result());
            } catch (QueryException e) {
                assertSame(disaster, e.getCause());
            }
        }
        assertEquals(5, slow.get("k"));
    }

    @Test
    void aStackOverflowInAFunctionIsAFailureAndTheDatabaseGoesOn() {
        Query<Integer, Integer> deep = db.query("deep", n -> n == 0 ? 1 : overflow(n));
        QueryException e = assertThrows(QueryException.class, () -> deep.get(1));
        assertTrue(e.getCause() instanceof StackOverflowError, () -> "" + e.getCause());
        assertEquals(1, deep.get(0));
    }

    /** Where the stack ends is chance: also where the engine has locked something. */
    @Test
    void aStackOverflowInTheMidstOfRequestsLeavesNothingLocked() {
        int[] keys = {0};
        Query<Integer, Integer> cells = db.query("cells", key -> key);
        Query<Integer, Integer> deep = db.query("deep", padding -> requestForEver(cells, keys, padding));
        for (int padding = 0; padding < 40; padding++) {
            int frames = padding;
            QueryException e = assertThrows(QueryException.class, () -> deep.get(frames));
            assertTrue(e.getCause() instanceof StackOverflowError, () -> "" + e.getCause());
            for (int i = 0; i < 300; i++) {
                int key = ++keys[0];
                assertEquals(key, cells.get(key));
            }
        }
    }

    private static int requestForEver(Query<Integer, Integer> cells, int[] keys, int padding) {
        return (padding == 0 ? cells.get(++keys[0]) : 1)
                + requestForEver(cells, keys, Math.max(0, padding - 1));
    }

    private static int overflow(int n) {
        return 1 + overflow(n + 1);
    }
}
