package dev.sofrito.derived;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sofrito.Database;
import dev.sofrito.Equality;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.QueryException;
import dev.sofrito.Untracked;
import dev.sofrito.testing.Trace;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A query that reads the outside world runs once per revision; an equal value is no change for its dependents. */
@Tag("derived.untracked")
class UntrackedTest {

    private final Database db = Database.create();
    private final Trace trace = new Trace();
    private final Input<String, Integer> number = db.input("number", String.class, Integer.class);
    private final AtomicInteger outside = new AtomicInteger(20);
    private final Query<String, Integer> weather =
            db.query("weather", trace.of("weather", k -> outside.get() / 10), Untracked.INSTANCE);
    private final Query<String, Integer> above = db.query("above", trace.of("above", k -> weather.get(k) + 1));
    private final Query<String, Integer> top = db.query("top", trace.of("top", k -> above.get(k) + 1));

    @Test
    void itRunsOnceAtARevision() {
        assertEquals(2, weather.get("here"));
        outside.set(50);
        assertEquals(2, weather.get("here"));
        assertEquals(4, top.get("here"));
        trace.assertRan("weather(here)", "top(here)", "above(here)");
    }

    @Test
    void itRunsAgainAtALaterRevision() {
        assertEquals(2, weather.get("here"));
        outside.set(50);
        number.set("unrelated", 1);
        assertEquals(5, weather.get("here"));
        assertEquals(5, weather.get("here"));
        trace.assertRan("weather(here)", "weather(here)");
    }

    @Test
    void aMutationThatChangesNothingIsNoLaterRevision() {
        number.set("a", 1);
        assertEquals(2, weather.get("here"));
        outside.set(50);
        number.set("a", 1);
        assertEquals(2, weather.get("here"));
        trace.assertRan("weather(here)");
    }

    @Test
    void anEqualValueDoesNotRunDependents() {
        assertEquals(4, top.get("here"));
        trace.assertRan("top(here)", "above(here)", "weather(here)");
        for (int i = 1; i < 6; i++) {
            outside.set(20 + i);
            number.set("unrelated", i);
            assertEquals(4, top.get("here"));
            assertEquals(4, top.get("here"));
            trace.assertRan("weather(here)");
        }
    }

    @Test
    void anotherValueRunsDependents() {
        assertEquals(4, top.get("here"));
        outside.set(50);
        number.set("unrelated", 1);
        trace.taken();
        assertEquals(7, top.get("here"));
        trace.assertRanInAnyOrder("weather(here)", "above(here)", "top(here)");
    }

    @Test
    void manyDependentsShareTheOneRunOfARevision() {
        Query<Integer, Integer> each = db.query("each", n -> weather.get("here") + n);
        for (int revision = 0; revision < 3; revision++) {
            number.set("unrelated", revision);
            for (int n = 0; n < 10; n++) {
                assertEquals(2 + n, each.get(n));
            }
            trace.assertRan("weather(here)");
        }
    }

    @Test
    void whatItReadsOfTheDatabaseIsUpToDateToo() {
        Query<String, Integer> mixed =
                db.query("mixed", trace.of("mixed", k -> number.get(k) + outside.get()), Untracked.INSTANCE);
        number.set("a", 1);
        assertEquals(21, mixed.get("a"));
        number.set("a", 2);
        assertEquals(22, mixed.get("a"));
        outside.set(30);
        number.set("unrelated", 1);
        assertEquals(32, mixed.get("a"));
        trace.assertRan("mixed(a)", "mixed(a)", "mixed(a)");
    }

    @Test
    void withEqualityNoneItsDependentsRunOnceARevisionToo() {
        Query<String, Integer> always = db.query("always", trace.of("always", k -> outside.get()),
                Untracked.INSTANCE, Equality.none());
        Query<String, Integer> reads = db.query("reads", trace.of("reads", always::get));
        assertEquals(20, reads.get("a"));
        trace.assertRan("reads(a)", "always(a)");
        number.set("unrelated", 1);
        assertEquals(20, reads.get("a"));
        assertEquals(20, reads.get("a"));
        trace.assertRanInAnyOrder("always(a)", "reads(a)");
    }

    @Test
    void itsFailureIsRememberedForTheRevisionAndTriedAgain() {
        Query<String, Integer> inverse =
                db.query("inverse", trace.of("inverse", k -> 100 / outside.get()), Untracked.INSTANCE);
        outside.set(0);
        assertThrows(QueryException.class, () -> inverse.get("a"));
        outside.set(4);
        assertThrows(QueryException.class, () -> inverse.get("a"));
        trace.assertRan("inverse(a)");
        number.set("unrelated", 1);
        assertEquals(25, inverse.get("a"));
        trace.assertRan("inverse(a)");
    }

    @Test
    void aDependentThatStopsReadingItIsNotHeldByIt() {
        Query<String, Integer> sometimes =
                db.query("sometimes", trace.of("sometimes", k -> number.get(k) > 0 ? weather.get("here") : 0));
        number.set("a", 1);
        assertEquals(2, sometimes.get("a"));
        number.set("a", 0);
        assertEquals(0, sometimes.get("a"));
        trace.taken();
        outside.set(70);
        number.set("unrelated", 1);
        assertEquals(0, sometimes.get("a"));
        trace.assertNothingRan();
    }
}
