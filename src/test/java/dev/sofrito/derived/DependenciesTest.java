package dev.sofrito.derived;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.MissingInputException;
import dev.sofrito.Query;
import dev.sofrito.SingleInput;
import dev.sofrito.testing.Trace;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every slot, absence, key set and cell that a run reads is a dependency, and nothing else is. */
@Tag("derived.deps")
class DependenciesTest {

    private final Database db = Database.create();
    private final Trace trace = new Trace();
    private final Input<String, Integer> number = db.input("number", String.class, Integer.class);
    private final SingleInput<String> which = db.single("which", String.class);

    @Test
    void aSlotThatWasReadIsADependency() {
        Query<String, Integer> next = db.query("next", trace.of("next", k -> number.get(k) + 1));
        number.set("a", 1);
        assertEquals(2, next.get("a"));
        number.set("a", 5);
        assertEquals(6, next.get("a"));
        trace.assertRan("next(a)", "next(a)");
    }

    @Test
    void aSlotThatWasNotReadIsNone() {
        Query<String, Integer> next = db.query("next", trace.of("next", k -> number.get(k) + 1));
        number.set("a", 1);
        next.get("a");
        trace.taken();
        number.set("b", 1);
        which.set("a");
        next.get("a");
        trace.assertNothingRan();
    }

    @Test
    void anAbsentSlotFoundEmptyIsADependency() {
        Query<String, Integer> orZero = db.query("orZero", trace.of("orZero", k -> number.find(k).orElse(0)));
        assertEquals(0, orZero.get("a"));
        number.set("b", 1);
        assertEquals(0, orZero.get("a"));
        trace.assertRan("orZero(a)");
        number.set("a", 3);
        assertEquals(3, orZero.get("a"));
        number.remove("a");
        assertEquals(0, orZero.get("a"));
        trace.assertRan("orZero(a)", "orZero(a)");
    }

    @Test
    void anAbsentSlotThatWasRequiredIsADependency() {
        Query<String, Integer> orMinusOne = db.query("orMinusOne", trace.of("orMinusOne", k -> {
            try {
                return number.get(k);
            } catch (MissingInputException e) {
                return -1;
            }
        }));
        assertEquals(-1, orMinusOne.get("a"));
        number.set("a", 3);
        assertEquals(3, orMinusOne.get("a"));
        number.remove("a");
        assertEquals(-1, orMinusOne.get("a"));
        trace.assertRan("orMinusOne(a)", "orMinusOne(a)", "orMinusOne(a)");
    }

    @Test
    void aSingleInputIsADependencyPresentOrAbsent() {
        Query<String, String> greeting =
                db.query("greeting", trace.of("greeting", k -> k + " " + which.find().orElse("nobody")));
        assertEquals("hello nobody", greeting.get("hello"));
        which.set("world");
        assertEquals("hello world", greeting.get("hello"));
        which.remove();
        assertEquals("hello nobody", greeting.get("hello"));
        trace.assertRan("greeting(hello)", "greeting(hello)", "greeting(hello)");
    }

    @Test
    void keysAreADependencyOnMembershipAlone() {
        Query<String, String> names =
                db.query("names", trace.of("names", k -> k + new TreeSet<>(number.keys())));
        number.set("a", 1);
        assertEquals("all[a]", names.get("all"));
        number.set("a", 2);
        assertEquals("all[a]", names.get("all"));
        trace.assertRan("names(all)");
        number.set("b", 1);
        assertEquals("all[a, b]", names.get("all"));
        number.remove("a");
        assertEquals("all[b]", names.get("all"));
        trace.assertRan("names(all)", "names(all)");
    }

    @Test
    void aCellThatWasReadIsADependency() {
        Query<String, Integer> next = db.query("next", trace.of("next", k -> number.get(k) + 1));
        Query<String, Integer> afterNext = db.query("afterNext", trace.of("afterNext", k -> next.get(k) + 1));
        number.set("a", 1);
        assertEquals(3, afterNext.get("a"));
        trace.assertRan("afterNext(a)", "next(a)");
        number.set("a", 2);
        assertEquals(4, afterNext.get("a"));
        trace.assertRanInAnyOrder("afterNext(a)", "next(a)");
    }

    @Test
    void aCellReadThroughItsMemoIsADependencyToo() {
        Query<String, Integer> next = db.query("next", trace.of("next", k -> number.get(k) + 1));
        Query<String, Integer> afterNext = db.query("afterNext", trace.of("afterNext", k -> next.get(k) + 1));
        number.set("a", 1);
        next.get("a");
        assertEquals(3, afterNext.get("a"));
        number.set("a", 2);
        assertEquals(4, afterNext.get("a"));
    }

    @Test
    void dependenciesAreThoseOfTheLastRun() {
        Query<String, Integer> chosen = db.query("chosen", trace.of("chosen", k -> number.get(which.get())));
        number.set("a", 1);
        number.set("b", 2);
        which.set("a");
        assertEquals(1, chosen.get("it"));
        number.set("b", 20);
        assertEquals(1, chosen.get("it"));
        trace.assertRan("chosen(it)");

        which.set("b");
        assertEquals(20, chosen.get("it"));
        trace.assertRan("chosen(it)");
        number.set("a", 10);
        assertEquals(20, chosen.get("it"));
        trace.assertNothingRan();
        number.set("b", 200);
        assertEquals(200, chosen.get("it"));
        trace.assertRan("chosen(it)");

        which.set("a");
        assertEquals(10, chosen.get("it"));
        number.set("a", 100);
        assertEquals(100, chosen.get("it"));
        trace.assertRan("chosen(it)", "chosen(it)");
    }

    @Test
    void dependenciesOnCellsMayDifferFromRunToRun() {
        Query<String, Integer> next = db.query("next", trace.of("next", k -> number.get(k) + 1));
        Query<String, Integer> chosen = db.query("chosen", trace.of("chosen", k -> next.get(which.get())));
        number.set("a", 1);
        number.set("b", 2);
        which.set("a");
        assertEquals(2, chosen.get("it"));
        which.set("b");
        assertEquals(3, chosen.get("it"));
        trace.assertRan("chosen(it)", "next(a)", "chosen(it)", "next(b)");
        number.set("a", 7);
        assertEquals(3, chosen.get("it"));
        trace.assertNothingRan();
        number.set("b", 7);
        assertEquals(8, chosen.get("it"));
        trace.assertRanInAnyOrder("chosen(it)", "next(b)");
    }

    @Test
    void aReadThatThrewLaterInTheRunCountsAsWell() {
        Query<String, Integer> guarded = db.query("guarded", trace.of("guarded", k -> {
            int n = number.get(k);
            try {
                throw new IllegalArgumentException("after the read");
            } catch (IllegalArgumentException e) {
                return n;
            }
        }));
        number.set("a", 1);
        assertEquals(1, guarded.get("a"));
        number.set("a", 2);
        assertEquals(2, guarded.get("a"));
    }

    @Test
    void aThousandDependenciesAreAllKept() {
        Query<String, Integer> sum = db.query("sum",
                trace.of("sum", k -> number.keys().stream().mapToInt(number::get).sum()));
        db.commit(() -> {
            for (int i = 0; i < 1000; i++) {
                number.set("n" + i, 1);
            }
        });
        assertEquals(1000, sum.get("all"));
        for (int i = 0; i < 1000; i += 37) {
            number.set("n" + i, 2);
            assertEquals(1000 + i / 37 + 1, sum.get("all"));
        }
    }
}
