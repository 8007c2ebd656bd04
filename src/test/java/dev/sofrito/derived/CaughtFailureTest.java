package dev.sofrito.derived;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.Database;
import dev.sofrito.Failures;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.QueryException;
import dev.sofrito.QueryFunction;
import dev.sofrito.testing.Trace;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A query may catch the failure of another and go on; it then depends on the failed cell. */
@Tag("derived.failure")
class CaughtFailureTest {

    private final Database db = Database.create();
    private final Trace trace = new Trace();
    private final Input<String, Integer> number = db.input("number", String.class, Integer.class);

    private final QueryFunction<String, Integer> function = k -> {
        int n = number.get(k);
        if (n < 0) {
            throw new IllegalArgumentException("negative");
        }
        if (n == 0) {
            throw new IllegalArgumentException("zero");
        }
        if (n > 100) {
            throw new IllegalStateException("negative");
        }
        return n;
    };
    private final Query<String, Integer> positive = db.query("positive", trace.of("positive", function));
    private final Query<String, String> shown = db.query("shown", trace.of("shown", k -> {
        try {
            return "" + positive.get(k);
        } catch (QueryException e) {
            return Objects.requireNonNull(e.getCause()).getMessage();
        }
    }));
    private final Query<String, Integer> length =
            db.query("length", trace.of("length", k -> shown.get(k).length()));

    @Test
    void theCatchingQueryGoesOn() {
        number.set("a", -1);
        assertEquals("negative", shown.get("a"));
        assertEquals(8, length.get("a"));
        assertEquals("negative", shown.get("a"));
        trace.assertRan("shown(a)", "positive(a)", "length(a)");
    }

    @Test
    void itDependsOnTheFailedCell() {
        number.set("a", -1);
        assertEquals("negative", shown.get("a"));
        number.set("a", 5);
        assertEquals("5", shown.get("a"));
        number.set("a", 0);
        assertEquals("zero", shown.get("a"));
        number.set("a", 6);
        assertEquals("6", shown.get("a"));
    }

    @Test
    void anEqualFailureIsNoChangeForIt() {
        number.set("a", -1);
        length.get("a");
        trace.taken();
        number.set("a", -2);
        assertEquals(8, length.get("a"));
        trace.assertRan("positive(a)");
        for (int i = 0; i < 3; i++) {
            number.set("unrelated", i);
            assertEquals(8, length.get("a"));
            trace.assertRan("positive(a)");
        }
    }

    @Test
    void aFailureWithAnotherMessageIsAChange() {
        number.set("a", -1);
        shown.get("a");
        trace.taken();
        number.set("a", 0);
        assertEquals("zero", shown.get("a"));
        trace.assertRanInAnyOrder("positive(a)", "shown(a)");
    }

    @Test
    void aFailureOfAnotherClassIsAChange() {
        number.set("a", -1);
        shown.get("a");
        trace.taken();
        number.set("a", 101);
        assertEquals("negative", shown.get("a"));
        trace.assertRanInAnyOrder("positive(a)", "shown(a)");
    }

    @Test
    void aValueAfterAFailureIsAChange() {
        number.set("a", -1);
        length.get("a");
        trace.taken();
        number.set("a", 12);
        assertEquals(2, length.get("a"));
        trace.assertRanInAnyOrder("positive(a)", "shown(a)", "length(a)");
    }

    @Test
    void theFailureIsTriedAgainAtALaterRevisionThoughItWasCaught() {
        number.set("a", -1);
        shown.get("a");
        trace.taken();
        number.set("unrelated", 1);
        assertEquals("negative", shown.get("a"));
        trace.assertRan("positive(a)");
        assertEquals("negative", shown.get("a"));
        trace.assertNothingRan();
    }

    @Test
    void aFailureKeptUntilChangedIsNotTriedAgain() {
        Query<String, Integer> kept = db.query("kept", trace.of("kept", function), Failures.UNTIL_CHANGED);
        Query<String, Integer> orZero = db.query("orZero", trace.of("orZero", k -> {
            try {
                return kept.get(k);
            } catch (QueryException e) {
                return 0;
            }
        }));
        number.set("a", -1);
        assertEquals(0, orZero.get("a"));
        trace.taken();
        number.set("unrelated", 1);
        assertEquals(0, orZero.get("a"));
        trace.assertNothingRan();
        number.set("a", -2);
        assertEquals(0, orZero.get("a"));
        trace.assertRan("kept(a)");
        number.set("a", 2);
        assertEquals(2, orZero.get("a"));
        trace.assertRanInAnyOrder("kept(a)", "orZero(a)");
    }

    @Test
    void aFallbackReadAfterTheFailureIsADependencyToo() {
        Query<String, Integer> orElse = db.query("orElse", trace.of("orElse", k -> {
            try {
                return positive.get(k);
            } catch (QueryException e) {
                return number.get("fallback");
            }
        }));
        number.set("a", -1);
        number.set("fallback", 7);
        assertEquals(7, orElse.get("a"));
        number.set("fallback", 8);
        assertEquals(8, orElse.get("a"));
        number.set("a", 1);
        assertEquals(1, orElse.get("a"));
        trace.taken();
        number.set("fallback", 9);
        assertEquals(1, orElse.get("a"));
        trace.assertNothingRan();
    }
}
