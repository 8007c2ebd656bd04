package dev.sofrito.derived;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.MissingInputException;
import dev.sofrito.Query;
import dev.sofrito.QueryException;
import dev.sofrito.QueryFunction;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.Gate;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import dev.sofrito.testing.Trace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A failing function fails the request with the path to it and what it threw. */
@Tag("derived.failure")
@Timeout(60)
class FailureTest {

    private final Database db = Database.create();
    private final Trace trace = new Trace();
    private final Input<String, Integer> number = db.input("number", String.class, Integer.class);
    private final IOException trouble = new IOException("disk on fire");
    private final Query<String, Integer> bottom = db.query("bottom", trace.of("bottom", k -> {
        throw trouble;
    }));
    private final Query<String, Integer> middle = db.query("middle", trace.of("middle", bottom::get));
    private final Query<Integer, Integer> top = db.query("top", trace.of("top", n -> middle.get("k" + n)));

    @OnEachCaller
    void theCauseIsWhatTheFunctionThrew(Caller caller) throws Exception {
        caller.run(() -> {
            QueryException e = assertThrows(QueryException.class, () -> bottom.get("a"));
            assertSame(trouble, e.getCause());
            assertEquals(List.of("bottom(a)"), e.path());
        });
    }

    @OnEachCaller
    void thePathLeadsFromTheRequestToTheFailure(Caller caller) throws Exception {
        caller.run(() -> {
            QueryException e = assertThrows(QueryException.class, () -> top.get(7));
            assertSame(trouble, e.getCause());
            assertEquals(List.of("top(7)", "middle(k7)", "bottom(k7)"), e.path());
        });
    }

    @Test
    void thePathStartsAtWhateverWasRequested() {
        assertThrows(QueryException.class, () -> top.get(7));
        trace.assertRan("top(7)", "middle(k7)", "bottom(k7)");
        QueryException e = assertThrows(QueryException.class, () -> middle.get("k7"));
        assertEquals(List.of("middle(k7)", "bottom(k7)"), e.path());
        e = assertThrows(QueryException.class, () -> bottom.get("k7"));
        assertEquals(List.of("bottom(k7)"), e.path());
        assertSame(trouble, e.getCause());
        trace.assertNothingRan();
    }

    @Test
    void thePathIsThatOfEachRequestWhoeverAskedFirst() {
        assertThrows(QueryException.class, () -> bottom.get("k7"));
        QueryException e = assertThrows(QueryException.class, () -> top.get(7));
        assertEquals(List.of("top(7)", "middle(k7)", "bottom(k7)"), e.path());
        trace.assertRan("bottom(k7)", "top(7)", "middle(k7)");
    }

    @Test
    void theMessageNamesQueriesAndCause() {
        QueryException e = assertThrows(QueryException.class, () -> top.get(7));
        String message = e.getMessage();
        for (String part : List.of("top(7)", "middle(k7)", "bottom(k7)", "disk on fire")) {
            assertTrue(message.contains(part), message);
        }
    }

    @Test
    void uncheckedExceptionsAreCausesLikeAnyOther() {
        IllegalArgumentException thrown = new IllegalArgumentException("no");
        Query<String, Integer> q = db.query("q", k -> {
            throw thrown;
        });
        assertSame(thrown, assertThrows(QueryException.class, () -> q.get("a")).getCause());
    }

    @Test
    void aMissingInputIsACauseLikeAnyOther() {
        Query<String, Integer> q = db.query("q", number::get);
        QueryException e = assertThrows(QueryException.class, () -> q.get("a"));
        assertInstanceOf(MissingInputException.class, e.getCause());
        assertEquals(List.of("q(a)"), e.path());
        number.set("a", 1);
        assertEquals(1, q.get("a"));
    }

    @Test
    void anExceptionOfTheQuerysOwnStartsANewFailure() {
        IllegalStateException own = new IllegalStateException("could not go on");
        Query<String, Integer> q = db.query("q", k -> {
            try {
                return middle.get(k);
            } catch (QueryException e) {
                own.initCause(e);
                throw own;
            }
        });
        QueryException e = assertThrows(QueryException.class, () -> q.get("a"));
        assertSame(own, e.getCause());
        assertEquals(List.of("q(a)"), e.path());
        QueryException inner = assertInstanceOf(QueryException.class, own.getCause());
        assertEquals(List.of("middle(a)", "bottom(a)"), inner.path());
    }

    @Test
    void insideAQueryTheExceptionTellsThePathFromThere() {
        List<QueryException> met = new ArrayList<>();
        QueryFunction<String, Integer> catching = k -> {
            try {
                return middle.get(k);
            } catch (QueryException e) {
                met.add(e);
                return 0;
            }
        };
        Query<String, Integer> q = db.query("q", catching);
        assertEquals(0, q.get("a"));
        assertEquals(1, met.size());
        assertSame(trouble, met.getFirst().getCause());
        assertEquals(List.of("middle(a)", "bottom(a)"), met.getFirst().path());
    }

    @Test
    void whoeverWaitedForTheRunGetsItsFailure() throws Exception {
        Gate gate = new Gate();
        Query<String, Integer> slow = db.query("slow", trace.of("slow", k -> {
            gate.pass();
            throw trouble;
        }));
        List<Running<Integer>> requests = new ArrayList<>();
        requests.add(Caller.VIRTUAL.startCall(() -> slow.get("k")));
        gate.awaitReached();
        for (int i = 0; i < 10; i++) {
            requests.add((i % 2 == 0 ? Caller.PLATFORM : Caller.VIRTUAL).startCall(() -> slow.get("k")));
        }
        requests.forEach(Running::awaitBlocked);
        gate.open();
        for (Running<Integer> request : requests) {
            assertSame(trouble, assertThrows(QueryException.class, request::result).getCause());
        }
        trace.assertRan("slow(k)");
    }

    @Test
    void aFailureOfOneKeyIsNoneOfAnother() {
        Query<String, Integer> picky = db.query("picky", k -> {
            if (k.isEmpty()) {
                throw trouble;
            }
            return k.length();
        });
        assertThrows(QueryException.class, () -> picky.get(""));
        assertEquals(1, picky.get("a"));
    }
}
