package dev.sofrito.derived;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sofrito.Database;
import dev.sofrito.Failures;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.QueryException;
import dev.sofrito.QueryFunction;
import dev.sofrito.testing.Trace;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A failure is remembered for its revision, or until something it read changes if the query says so. */
@Tag("derived.failure")
class FailureMemoryTest {

    private final Database db = Database.create();
    private final Trace trace = new Trace();
    private final Input<String, Integer> number = db.input("number", String.class, Integer.class);

    /** What the outside world does to the next run. */
    private final AtomicReference<@Nullable Exception> weather = new AtomicReference<>();
    private final QueryFunction<String, Integer> function = k -> {
        int n = number.get(k);
        Exception bad = weather.get();
        if (bad != null) {
            throw bad;
        }
        return n;
    };
    private final Query<String, Integer> flaky = db.query("flaky", trace.of("flaky", function));
    private final Query<String, Integer> stubborn =
            db.query("stubborn", trace.of("stubborn", function), Failures.UNTIL_CHANGED);
    private final Query<String, Integer> above = db.query("above", trace.of("above", k -> flaky.get(k) + 1));

    private static Throwable causeOf(Query<String, Integer> query) {
        Throwable cause = assertThrows(QueryException.class, () -> query.get("a")).getCause();
        return Objects.requireNonNull(cause);
    }

    @Test
    void askedAgainAtTheSameRevisionItIsTheSameFailureAndNoRun() {
        IOException first = new IOException("rain");
        number.set("a", 1);
        weather.set(first);
        assertSame(first, causeOf(flaky));
        weather.set(null);
        assertSame(first, causeOf(flaky));
        assertSame(first, causeOf(flaky));
        trace.assertRan("flaky(a)");
    }

    @Test
    void dependentsFailWithoutARunOfWhatFailed() {
        IOException first = new IOException("rain");
        number.set("a", 1);
        weather.set(first);
        causeOf(flaky);
        weather.set(null);
        assertSame(first, causeOf(above));
        assertSame(first, causeOf(above));
        trace.assertRan("flaky(a)", "above(a)");
    }

    @Test
    void passingTroubleHealsAtALaterRevision() {
        number.set("a", 1);
        weather.set(new IOException("rain"));
        causeOf(above);
        weather.set(null);
        number.set("unrelated", 1);
        trace.taken();
        assertEquals(2, above.get("a"));
        assertEquals(1, flaky.get("a"));
        trace.assertRanInAnyOrder("flaky(a)", "above(a)");
        number.set("unrelated", 2);
        assertEquals(2, above.get("a"));
        trace.assertNothingRan();
    }

    @Test
    void troubleThatStaysIsTriedOncePerRevision() {
        number.set("a", 1);
        weather.set(new IOException("rain"));
        for (int i = 0; i < 5; i++) {
            number.set("unrelated", i);
            assertEquals("rain", causeOf(flaky).getMessage());
            assertEquals("rain", causeOf(flaky).getMessage());
            trace.assertRan("flaky(a)");
        }
    }

    @Test
    void aMutationThatChangesNothingIsNoLaterRevision() {
        number.set("a", 1);
        weather.set(new IOException("rain"));
        causeOf(flaky);
        weather.set(null);
        number.set("a", 1);
        number.remove("absent");
        causeOf(flaky);
        trace.assertRan("flaky(a)");
    }

    @Test
    void whatAFailedRunReadIsADependency() {
        Query<String, Integer> positive = db.query("positive", trace.of("positive", k -> {
            int n = number.get(k);
            if (n < 0) {
                throw new IllegalArgumentException("negative: " + n);
            }
            return n;
        }));
        number.set("a", -1);
        assertEquals("negative: -1", causeOf(positive).getMessage());
        number.set("a", -2);
        assertEquals("negative: -2", causeOf(positive).getMessage());
        number.set("a", 2);
        assertEquals(2, positive.get("a"));
        number.set("unrelated", 2);
        assertEquals(2, positive.get("a"));
        trace.assertRan("positive(a)", "positive(a)", "positive(a)");
    }

    @Test
    void untilChangedKeepsAFailureLikeAValue() {
        IOException first = new IOException("rain");
        number.set("a", 1);
        weather.set(first);
        assertSame(first, causeOf(stubborn));
        weather.set(null);
        for (int i = 0; i < 5; i++) {
            number.set("unrelated", i);
            assertSame(first, causeOf(stubborn));
        }
        trace.assertRan("stubborn(a)");
        number.set("a", 2);
        assertEquals(2, stubborn.get("a"));
        trace.assertRan("stubborn(a)");
    }

    @Test
    void untilChangedKeepsTheFailureOfADependentToo() {
        Query<String, Integer> outer = db.query("outer", trace.of("outer", stubborn::get), Failures.UNTIL_CHANGED);
        number.set("a", 1);
        weather.set(new IOException("rain"));
        causeOf(outer);
        trace.assertRan("outer(a)", "stubborn(a)");
        number.set("unrelated", 1);
        causeOf(outer);
        trace.assertNothingRan();
        weather.set(null);
        number.set("a", 3);
        assertEquals(3, outer.get("a"));
        trace.assertRanInAnyOrder("outer(a)", "stubborn(a)");
    }

    @Test
    void pathAndCauseAreThoseOfTheRunThatIsRemembered() {
        Query<String, Integer> middle = db.query("middle", k -> {
            if (number.get("b") == 1) {
                return stubborn.get(k);
            }
            throw new IOException("rain");
        }, Failures.UNTIL_CHANGED);
        Query<String, Integer> outer = db.query("outer", trace.of("outer", middle::get), Failures.UNTIL_CHANGED);
        IOException first = new IOException("rain");
        number.set("a", 1);
        number.set("b", 1);
        weather.set(first);
        assertSame(first, causeOf(outer));
        number.set("b", 2);
        trace.taken();
        QueryException e = assertThrows(QueryException.class, () -> middle.get("a"));
        assertEquals(List.of("middle(a)"), e.path());
        e = assertThrows(QueryException.class, () -> outer.get("a"));
        assertEquals(List.of("outer(a)", "middle(a)", "stubborn(a)"), e.path());
        assertSame(first, e.getCause());
        trace.assertNothingRan();
    }

    @Test
    void aValueThatTurnsIntoAFailureAndBackIsSeenEachTime() {
        number.set("a", 1);
        assertEquals(2, above.get("a"));
        weather.set(new IOException("rain"));
        number.set("a", 2);
        assertEquals("rain", causeOf(above).getMessage());
        weather.set(null);
        number.set("a", 1);
        assertEquals(2, above.get("a"));
    }

    @Test
    void aValueIsNotTriedAgain() {
        number.set("a", 1);
        assertEquals(2, above.get("a"));
        trace.taken();
        weather.set(new IOException("rain"));
        for (int i = 0; i < 3; i++) {
            number.set("unrelated", i);
            assertEquals(2, above.get("a"));
        }
        trace.assertNothingRan();
    }

    @Test
    void whatIsKeptUntilChangedHealsWithThePassingTroubleItMet() {
        Query<String, Integer> outer = db.query("outer", trace.of("outer", flaky::get), Failures.UNTIL_CHANGED);
        number.set("a", 1);
        weather.set(new IOException("rain"));
        assertEquals("rain", causeOf(outer).getMessage());
        number.set("unrelated", 1);
        assertEquals("rain", causeOf(outer).getMessage());
        weather.set(null);
        number.set("unrelated", 2);
        assertEquals(1, outer.get("a"));
        number.set("unrelated", 3);
        trace.taken();
        assertEquals(1, outer.get("a"));
        trace.assertNothingRan();
    }
}
