package dev.sofrito.derived;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.testing.Trace;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A run that gives an equal value is no change for dependents, at its revision and at every later one. */
@Tag("derived.cutoff")
class CutoffTest {

    private final Database db = Database.create();
    private final Trace trace = new Trace();
    private final Input<String, Integer> number = db.input("number", String.class, Integer.class);
    private final Query<String, Integer> tens = db.query("tens", trace.of("tens", k -> number.get(k) / 10));
    private final Query<String, Integer> outer = db.query("outer", trace.of("outer", k -> tens.get(k) + 1));
    private final Query<String, Integer> outermost =
            db.query("outermost", trace.of("outermost", k -> outer.get(k) + 1));

    @Test
    void anEqualValueDoesNotRunDependents() {
        number.set("a", 1);
        assertEquals(2, outermost.get("a"));
        trace.assertRan("outermost(a)", "outer(a)", "tens(a)");
        number.set("a", 2);
        assertEquals(2, outermost.get("a"));
        trace.assertRan("tens(a)");
    }

    @Test
    void afterOneCutoffNothingRunsAtLaterRevisions() {
        number.set("a", 1);
        outermost.get("a");
        number.set("a", 2);
        outermost.get("a");
        trace.taken();
        for (int i = 0; i < 20; i++) {
            number.set("unrelated", i);
            assertEquals(2, outermost.get("a"));
            assertEquals(1, outer.get("a"));
        }
        trace.assertNothingRan();
    }

    @Test
    void oneCutoffAfterAnotherRunsOnlyWhatTheEditReaches() {
        number.set("a", 0);
        outermost.get("a");
        trace.taken();
        for (int i = 1; i < 10; i++) {
            number.set("a", i);
            assertEquals(2, outermost.get("a"));
            trace.assertRan("tens(a)");
        }
        number.set("a", 10);
        assertEquals(3, outermost.get("a"));
        trace.assertRanInAnyOrder("tens(a)", "outer(a)", "outermost(a)");
    }

    @Test
    void aDependentThatSleptThroughACutoffDoesNotRunLater() {
        number.set("a", 1);
        outermost.get("a");
        trace.taken();
        number.set("a", 2);
        assertEquals(0, tens.get("a"));
        number.set("unrelated", 1);
        number.set("a", 3);
        assertEquals(0, tens.get("a"));
        trace.assertRan("tens(a)", "tens(a)");
        assertEquals(2, outermost.get("a"));
        trace.assertNothingRan();
    }

    @Test
    void aChangeBetweenTwoCutoffsIsNotMissed() {
        number.set("a", 1);
        assertEquals(1, outer.get("a"));
        number.set("a", 2);
        tens.get("a");
        number.set("a", 30);
        tens.get("a");
        number.set("a", 31);
        tens.get("a");
        trace.taken();
        assertEquals(4, outer.get("a"));
        trace.assertRan("outer(a)");
    }

    @Test
    void cutoffStopsInTheMiddleOfAChain() {
        Query<String, Integer> low = db.query("low", trace.of("low", k -> number.get(k) + 1));
        Query<String, Boolean> even = db.query("even", trace.of("even", k -> low.get(k) % 2 == 0));
        Query<String, String> shown = db.query("shown", trace.of("shown", k -> k + even.get(k)));
        number.set("a", 1);
        assertEquals("atrue", shown.get("a"));
        number.set("a", 3);
        trace.taken();
        assertEquals("atrue", shown.get("a"));
        trace.assertRan("low(a)", "even(a)");
        number.set("a", 4);
        assertEquals("afalse", shown.get("a"));
        trace.assertRanInAnyOrder("low(a)", "even(a)", "shown(a)");
    }

    @Test
    void ofManyDependentsOnlyThoseRunWhoseOtherDependenciesChanged() {
        Query<String, Integer> withOther =
                db.query("withOther", trace.of("withOther", k -> tens.get("a") + number.get(k)));
        number.set("a", 1);
        number.set("x", 1);
        number.set("y", 1);
        withOther.get("x");
        withOther.get("y");
        trace.taken();
        db.commit(() -> {
            number.set("a", 2);
            number.set("y", 2);
        });
        assertEquals(1, withOther.get("x"));
        assertEquals(2, withOther.get("y"));
        trace.assertRan("tens(a)", "withOther(y)");
    }

    @Test
    void valuesThatGoThereAndBackWhileNobodyAsksRunNothingAbove() {
        number.set("a", 1);
        outermost.get("a");
        trace.taken();
        number.set("a", 50);
        number.set("a", 1);
        assertEquals(2, outermost.get("a"));
        for (String run : trace.taken()) {
            assertEquals("tens(a)", run);
        }
    }

    @Test
    void aCellWhoseOwnRunWasCutOffDoesNotRunAtEveryLaterEdit() {
        Query<String, Integer> hundreds =
                db.query("hundreds", trace.of("hundreds", k -> tens.get(k) / 10));
        Query<String, Integer> top = db.query("top", trace.of("top", hundreds::get));
        number.set("a", 10);
        assertEquals(0, top.get("a"));
        number.set("a", 20);
        trace.taken();
        assertEquals(0, top.get("a"));
        trace.assertRan("tens(a)", "hundreds(a)");
        for (int i = 1; i < 10; i++) {
            number.set("a", 20 + i);
            assertEquals(0, top.get("a"));
            trace.assertRan("tens(a)");
        }
    }
}
