package dev.sofrito.derived;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.Database;
import dev.sofrito.Durability;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.QueryException;
import dev.sofrito.testing.Trace;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What runs, and in which order, is the same whatever the durability of the inputs. */
@Tag("derived.precise")
@Tag("input.durability")
class AnyDurabilityTest {

    private final Database db = Database.create();
    private final Trace trace = new Trace();

    private Input<String, Integer> number(Durability durability) {
        return db.input("number", String.class, Integer.class, durability);
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void onlyWhatReadTheChangeRuns(Durability durability) {
        Input<String, Integer> number = number(durability);
        Query<String, Integer> next = db.query("next", trace.of("next", k -> number.get(k) + 1));
        Query<String, Integer> sum = db.query("sum", trace.of("sum", k -> next.get("a") + next.get("b")));
        number.set("a", 1);
        number.set("b", 2);
        assertEquals(5, sum.get("it"));
        trace.assertRan("sum(it)", "next(a)", "next(b)");
        for (int i = 0; i < 5; i++) {
            number.set("unrelated", i);
            assertEquals(5, sum.get("it"));
        }
        trace.assertNothingRan();
        number.set("b", 3);
        assertEquals(6, sum.get("it"));
        trace.assertRanInAnyOrder("sum(it)", "next(b)");
        number.set("a", 7);
        number.set("a", 1);
        number.set("b", 4);
        assertEquals(7, sum.get("it"));
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    @Tag("derived.cutoff")
    void afterOneCutoffNothingRunsAtLaterRevisions(Durability durability) {
        Input<String, Integer> number = number(durability);
        Query<String, Integer> tens = db.query("tens", trace.of("tens", k -> number.get(k) / 10));
        Query<String, Integer> outer = db.query("outer", trace.of("outer", k -> tens.get(k) + 1));
        Query<String, Integer> outermost = db.query("outermost", trace.of("outermost", k -> outer.get(k) + 1));
        number.set("a", 1);
        assertEquals(2, outermost.get("a"));
        trace.taken();
        number.set("a", 2);
        assertEquals(2, outermost.get("a"));
        trace.assertRan("tens(a)");
        for (int i = 0; i < 10; i++) {
            number.set("unrelated", i);
            assertEquals(2, outermost.get("a"));
            assertEquals(1, outer.get("a"));
        }
        trace.assertNothingRan();
        number.set("a", 10);
        assertEquals(1, tens.get("a"));
        number.set("a", 11);
        assertEquals(1, tens.get("a"));
        trace.taken();
        assertEquals(3, outermost.get("a"));
        trace.assertRanInAnyOrder("outer(a)", "outermost(a)");
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    @Tag("derived.order")
    void whatAChangedCellGuardsIsNotComputed(Durability durability) {
        Input<String, Integer> number = number(durability);
        Query<String, Boolean> guard = db.query("guard", trace.of("guard", k -> number.get("guard") > 0));
        Query<String, Integer> quotient =
                db.query("quotient", trace.of("quotient", k -> 100 / number.get("divisor")));
        Query<String, Integer> safe =
                db.query("safe", trace.of("safe", k -> guard.get(k) ? quotient.get(k) : -1));
        number.set("guard", 1);
        number.set("divisor", 4);
        assertEquals(25, safe.get("it"));
        trace.taken();
        number.set("divisor", 0);
        number.set("guard", 0);
        assertEquals(-1, safe.get("it"));
        trace.assertRan("guard(it)", "safe(it)");
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    @Tag("derived.deps")
    void absenceAndKeysAreDependencies(Durability durability) {
        Input<String, Integer> number = number(durability);
        Query<String, Integer> orZero = db.query("orZero", trace.of("orZero", k -> number.find(k).orElse(0)));
        Query<String, Integer> count = db.query("count", trace.of("count", k -> number.keys().size()));
        assertEquals(0, orZero.get("a"));
        assertEquals(0, count.get("it"));
        number.set("a", 5);
        assertEquals(5, orZero.get("a"));
        assertEquals(1, count.get("it"));
        number.set("a", 6);
        assertEquals(6, orZero.get("a"));
        assertEquals(1, count.get("it"));
        number.remove("a");
        assertEquals(0, orZero.get("a"));
        assertEquals(0, count.get("it"));
        trace.assertRan("orZero(a)", "count(it)", "orZero(a)", "count(it)", "orZero(a)", "orZero(a)", "count(it)");
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    @Tag("derived.failure")
    void aCaughtFailureIsTriedAgainAndIsNoChangeIfEqual(Durability durability) {
        Input<String, Integer> number = number(durability);
        Query<String, Integer> positive = db.query("positive", trace.of("positive", k -> {
            if (number.get(k) < 0) {
                throw new IllegalArgumentException("negative");
            }
            return number.get(k);
        }));
        Query<String, Integer> orZero = db.query("orZero", trace.of("orZero", k -> {
            try {
                return positive.get(k);
            } catch (QueryException e) {
                return 0;
            }
        }));
        number.set("a", -1);
        assertEquals(0, orZero.get("a"));
        trace.taken();
        number.set("unrelated", 1);
        assertEquals(0, orZero.get("a"));
        number.set("a", -2);
        assertEquals(0, orZero.get("a"));
        trace.assertRan("positive(a)", "positive(a)");
        number.set("a", 2);
        assertEquals(2, orZero.get("a"));
        trace.assertRanInAnyOrder("positive(a)", "orZero(a)");
        number.set("unrelated", 2);
        assertEquals(2, orZero.get("a"));
        trace.assertNothingRan();
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void mixedWithAnotherDurabilityBothAreHeeded(Durability durability) {
        Input<String, Integer> number = number(durability);
        Input<String, Integer> low = db.input("low", String.class, Integer.class);
        Query<String, Integer> inner = db.query("inner", trace.of("inner", number::get));
        Query<String, Integer> outer = db.query("outer", trace.of("outer", k -> low.get(k) + inner.get(k)));
        number.set("a", 1);
        low.set("a", 10);
        assertEquals(11, outer.get("a"));
        low.set("a", 20);
        assertEquals(21, outer.get("a"));
        number.set("a", 2);
        assertEquals(22, outer.get("a"));
        trace.taken();
        db.commit(() -> {
            number.set("unrelated", 1);
            low.set("unrelated", 1);
        });
        assertEquals(22, outer.get("a"));
        trace.assertNothingRan();
        db.commit(() -> {
            number.set("a", 3);
            low.set("a", 30);
        });
        assertEquals(33, outer.get("a"));
        trace.assertRanInAnyOrder("outer(a)", "inner(a)");
    }
}
