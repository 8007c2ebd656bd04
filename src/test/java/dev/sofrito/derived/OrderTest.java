package dev.sofrito.derived;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.TaskScope;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Trace;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Revalidation follows the order of the reads and stops at the first change: nothing is computed in vain. */
@Tag("derived.order")
@Timeout(60)
class OrderTest {

    private final Database db = Database.create();
    private final Trace trace = new Trace();
    private final Input<String, Integer> number = db.input("number", String.class, Integer.class);
    private final Query<String, Boolean> guard = db.query("guard", trace.of("guard", k -> number.get("guard") > 0));
    private final Query<String, Integer> quotient =
            db.query("quotient", trace.of("quotient", k -> 100 / number.get("divisor")));

    @Test
    void whatAChangedSlotGuardsIsNotComputed() {
        Query<String, Integer> safe = db.query("safe",
                trace.of("safe", k -> number.get("guard") > 0 ? quotient.get(k) : -1));
        number.set("guard", 1);
        number.set("divisor", 4);
        assertEquals(25, safe.get("it"));
        trace.taken();
        number.set("guard", 0);
        number.set("divisor", 0);
        assertEquals(-1, safe.get("it"));
        trace.assertRan("safe(it)");
    }

    @Test
    void whatAChangedCellGuardsIsNotComputed() {
        Query<String, Integer> safe =
                db.query("safe", trace.of("safe", k -> guard.get(k) ? quotient.get(k) : -1));
        number.set("guard", 1);
        number.set("divisor", 4);
        assertEquals(25, safe.get("it"));
        trace.assertRan("safe(it)", "guard(it)", "quotient(it)");
        db.commit(() -> {
            number.set("divisor", 0);
            number.set("guard", 0);
        });
        assertEquals(-1, safe.get("it"));
        trace.assertRan("guard(it)", "safe(it)");
    }

    @Test
    void whatAMissingKeyGuardsIsNotComputed() {
        Query<String, Integer> safe = db.query("safe",
                trace.of("safe", k -> number.keys().contains("divisor") ? quotient.get(k) : -1));
        number.set("divisor", 4);
        assertEquals(25, safe.get("it"));
        trace.taken();
        number.remove("divisor");
        assertEquals(-1, safe.get("it"));
        trace.assertRan("safe(it)");
    }

    @Test
    void aDependencyBehindAChangedOneIsComputedByTheRunOnly() {
        Query<String, String> both = db.query("both", trace.of("both", k -> guard.get(k) + "," + quotient.get(k)));
        number.set("guard", 1);
        number.set("divisor", 4);
        assertEquals("true,25", both.get("it"));
        trace.taken();
        number.set("divisor", 5);
        number.set("guard", 0);
        assertEquals("false,20", both.get("it"));
        trace.assertRan("guard(it)", "both(it)", "quotient(it)");
    }

    @Test
    void dependenciesAreCheckedInTheOrderOfTheReadsNotOfTheEdits() {
        Query<String, Integer> rest = db.query("rest", trace.of("rest", k -> number.get(k) % 10));
        Query<String, Integer> sum = db.query("sum",
                trace.of("sum", k -> rest.get("c") + rest.get("a") + rest.get("b") + rest.get("a")));
        number.set("a", 1);
        number.set("b", 2);
        number.set("c", 3);
        sum.get("it");
        trace.assertRan("sum(it)", "rest(c)", "rest(a)", "rest(b)");
        number.set("a", 11);
        number.set("b", 12);
        number.set("c", 13);
        assertEquals(7, sum.get("it"));
        trace.assertRan("rest(c)", "rest(a)", "rest(b)");
        number.set("c", 23);
        number.set("a", 14);
        number.set("b", 15);
        assertEquals(16, sum.get("it"));
        trace.assertRan("rest(c)", "rest(a)", "sum(it)", "rest(b)");
    }

    @Test
    void aGuardFurtherDownProtectsWhatIsReadAboveIt() {
        Query<String, Integer> safe =
                db.query("safe", trace.of("safe", k -> guard.get(k) ? quotient.get(k) : -1));
        Query<String, Integer> outer = db.query("outer", trace.of("outer", k -> {
            int s = safe.get(k);
            return s < 0 ? s : s + quotient.get(k);
        }));
        number.set("guard", 1);
        number.set("divisor", 4);
        assertEquals(50, outer.get("it"));
        trace.taken();
        number.set("divisor", 0);
        number.set("guard", 0);
        assertEquals(-1, outer.get("it"));
        trace.assertRan("guard(it)", "safe(it)", "outer(it)");
    }

    @OnEachCaller
    void whatAChangedCellGuardsInASubtaskIsNotComputed(Caller caller) throws Exception {
        Query<String, Integer> safe = db.query("safe", trace.of("safe", k -> {
            try (var scope = TaskScope.open()) {
                var guarded = scope.fork(() -> guard.get(k) ? quotient.get(k) : -1);
                var other = scope.fork(() -> number.get("other"));
                scope.join();
                return guarded.get() + other.get();
            }
        }));
        number.set("other", 1000);
        number.set("guard", 1);
        number.set("divisor", 4);
        caller.run(() -> assertEquals(1025, safe.get("it")));
        trace.taken();
        number.set("divisor", 0);
        number.set("guard", 0);
        caller.run(() -> assertEquals(999, safe.get("it")));
        trace.assertRan("guard(it)", "safe(it)");
    }

    @OnEachCaller
    void whatAGroupOfParallelReadsGuardsIsNotComputed(Caller caller) throws Exception {
        Query<String, Integer> rest = db.query("rest", trace.of("rest", k -> number.get(k) % 10));
        Query<String, Integer> safe = db.query("safe", trace.of("safe", k -> {
            int sum = rest.getAll(List.of("a", "b", "c")).values().stream().mapToInt(n -> n).sum();
            return sum > 0 ? quotient.get(k) : -1;
        }));
        List.of("a", "b", "c").forEach(k -> number.set(k, 10));
        number.set("c", 1);
        number.set("divisor", 4);
        caller.run(() -> assertEquals(25, safe.get("it")));
        trace.taken();

        number.set("a", 20);
        number.set("c", 11);
        caller.run(() -> assertEquals(25, safe.get("it")));
        trace.assertRanInAnyOrder("rest(a)", "rest(c)");

        number.set("divisor", 0);
        number.set("c", 20);
        caller.run(() -> assertEquals(-1, safe.get("it")));
        trace.assertRanInAnyOrder("rest(c)", "safe(it)");
    }

    @OnEachCaller
    void whatGuardsAGroupOfParallelReadsComesFirst(Caller caller) throws Exception {
        Query<String, Integer> safe = db.query("safe", trace.of("safe", k -> {
            if (!guard.get(k)) {
                return -1;
            }
            try (var scope = TaskScope.open()) {
                var q = scope.fork(() -> quotient.get(k));
                scope.join();
                return q.get();
            }
        }));
        number.set("guard", 1);
        number.set("divisor", 4);
        caller.run(() -> assertEquals(25, safe.get("it")));
        trace.taken();
        number.set("divisor", 0);
        number.set("guard", 0);
        caller.run(() -> assertEquals(-1, safe.get("it")));
        trace.assertRan("guard(it)", "safe(it)");
    }
}
