package dev.sofrito.derived;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.Database;
import dev.sofrito.Durability;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.testing.Trace;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A cell runs again if and only if something its last run read has changed. */
@Tag("derived.precise")
class PreciseTest {

    private final Database db = Database.create();
    private final Trace trace = new Trace();
    private final Input<String, Integer> number = db.input("number", String.class, Integer.class);

    /** Two cells a level, each of which reads both of the level below; a change at the bottom reaches all of them. */
    private final Query<Integer, Integer> level = db.query("level", trace.of("level", n -> n < 2
            ? number.get("a") + n
            : (this.level.get((n / 2 - 1) * 2) + 2 * this.level.get((n / 2 - 1) * 2 + 1) + n) % 1_000_003));

    private final Query<Integer, Integer> tree = db.query("tree", trace.of("tree", n -> n >= 64
            ? number.get("leaf" + n)
            : this.tree.get(2 * n) + this.tree.get(2 * n + 1)));

    @Test
    void aChangeRunsWhatReadItAndNothingBeside() {
        Query<String, Integer> next = db.query("next", trace.of("next", k -> number.get(k) + 1));
        Query<String, Integer> sum = db.query("sum", trace.of("sum", k -> next.get("a") + next.get("b")));
        number.set("a", 1);
        number.set("b", 2);
        number.set("c", 3);
        assertEquals(5, sum.get("it"));
        assertEquals(4, next.get("c"));
        trace.assertRan("sum(it)", "next(a)", "next(b)", "next(c)");

        number.set("a", 10);
        assertEquals(14, sum.get("it"));
        assertEquals(4, next.get("c"));
        trace.assertRanInAnyOrder("next(a)", "sum(it)");
    }

    @Test
    void nothingRunsUntilItIsAskedFor() {
        Query<String, Integer> next = db.query("next", trace.of("next", k -> number.get(k) + 1));
        for (int i = 0; i < 10; i++) {
            number.set("a", i);
        }
        trace.assertNothingRan();
        assertEquals(10, next.get("a"));
        number.set("a", 20);
        number.set("a", 30);
        trace.assertRan("next(a)");
        assertEquals(31, next.get("a"));
        trace.assertRan("next(a)");
    }

    @Test
    void eachCellOfADiamondRunsOnce() {
        Query<String, Integer> bottom = db.query("bottom", trace.of("bottom", number::get));
        Query<String, Integer> left = db.query("left", trace.of("left", k -> bottom.get(k) + 1));
        Query<String, Integer> right = db.query("right", trace.of("right", k -> bottom.get(k) + 2));
        Query<String, Integer> top = db.query("top", trace.of("top", k -> left.get(k) + right.get(k)));
        number.set("a", 1);
        assertEquals(5, top.get("a"));
        trace.assertRan("top(a)", "left(a)", "bottom(a)", "right(a)");
        number.set("a", 2);
        assertEquals(7, top.get("a"));
        trace.assertRanInAnyOrder("top(a)", "left(a)", "bottom(a)", "right(a)");
        number.set("b", 2);
        assertEquals(7, top.get("a"));
        trace.assertNothingRan();
    }

    @Test
    void aTallDiamondRunsEachCellOnceAndNotTwoToTheHeight() {
        number.set("a", 1);
        level.get(80);
        assertEquals(81, trace.taken().size());
        number.set("a", 100);
        level.get(80);
        assertEquals(81, trace.taken().size());
        number.set("b", 100);
        level.get(80);
        trace.assertNothingRan();
    }

    @Test
    void onlyThePathFromTheChangeToTheRootRunsInATree() {
        db.commit(() -> {
            for (int n = 64; n < 128; n++) {
                number.set("leaf" + n, 1);
            }
        });
        assertEquals(64, tree.get(1));
        assertEquals(127, trace.taken().size());
        number.set("leaf" + 100, 2);
        assertEquals(65, tree.get(1));
        trace.assertRanInAnyOrder("tree(100)", "tree(50)", "tree(25)", "tree(12)", "tree(6)", "tree(3)", "tree(1)");
    }

    @Test
    void severalChangesAtOnceRunEachCellOnce() {
        Query<String, Integer> next = db.query("next", trace.of("next", k -> number.get(k) + 1));
        Query<String, Integer> sum = db.query("sum", trace.of("sum", k -> next.get("a") + next.get("b")));
        number.set("a", 1);
        number.set("b", 2);
        sum.get("it");
        trace.taken();
        number.set("a", 11);
        number.set("b", 12);
        number.set("a", 21);
        assertEquals(35, sum.get("it"));
        trace.assertRanInAnyOrder("next(a)", "next(b)", "sum(it)");
    }

    @Test
    void aCellThatWasNotAskedForDuringTheChangeStillNoticesIt() {
        Query<String, Integer> next = db.query("next", trace.of("next", k -> number.get(k) + 1));
        Query<String, Integer> left = db.query("left", trace.of("left", k -> next.get(k) * 10));
        Query<String, Integer> right = db.query("right", trace.of("right", k -> next.get(k) * 100));
        number.set("a", 1);
        left.get("a");
        right.get("a");
        number.set("a", 2);
        assertEquals(30, left.get("a"));
        number.set("b", 1);
        assertEquals(30, left.get("a"));
        trace.taken();
        assertEquals(300, right.get("a"));
        trace.assertRan("right(a)");
    }

    @Test
    void aChangeOfADurableInputIsNoticedLikeAnyOther() {
        Input<String, Integer> high = db.input("high", String.class, Integer.class, Durability.HIGH);
        Input<String, Integer> medium = db.input("medium", String.class, Integer.class, Durability.MEDIUM);
        Query<String, Integer> sum =
                db.query("sum", trace.of("sum", k -> number.get(k) + medium.get(k) + high.get(k)));
        Query<String, Integer> outer = db.query("outer", trace.of("outer", k -> sum.get(k) + 1));
        number.set("a", 1);
        medium.set("a", 10);
        high.set("a", 100);
        assertEquals(112, outer.get("a"));
        trace.assertRan("outer(a)", "sum(a)");
        high.set("b", 1);
        medium.set("b", 1);
        number.set("b", 1);
        assertEquals(112, outer.get("a"));
        trace.assertNothingRan();
        high.set("a", 200);
        assertEquals(212, outer.get("a"));
        trace.assertRanInAnyOrder("outer(a)", "sum(a)");
        medium.set("a", 20);
        assertEquals(222, outer.get("a"));
        trace.assertRanInAnyOrder("outer(a)", "sum(a)");
        number.set("a", 2);
        assertEquals(223, outer.get("a"));
        trace.assertRanInAnyOrder("outer(a)", "sum(a)");
    }

    @Test
    void manyRevisionsWithoutAChangeRunNothing() {
        Query<String, Integer> next = db.query("next", trace.of("next", k -> number.get(k) + 1));
        Query<String, Integer> outer = db.query("outer", trace.of("outer", next::get));
        number.set("a", 1);
        outer.get("a");
        trace.taken();
        for (int i = 0; i < 1000; i++) {
            number.set("unrelated", i);
            assertEquals(2, outer.get("a"));
        }
        trace.assertNothingRan();
    }
}
