package dev.sofrito.derived;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.Database;
import dev.sofrito.Equality;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.testing.Trace;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whether a new value counts as a change is decided by deep equality, or by what the query was given. */
@Tag("derived.cutoff")
class EqualityTest {

    private final Database db = Database.create();
    private final Trace trace = new Trace();
    private final Input<String, String> text = db.input("text", String.class, String.class);

    @Test
    void arraysAreComparedByContent() {
        Query<String, String[]> split = db.query("split", trace.of("split", k -> text.get(k).strip().split(" ")));
        Query<String, Integer> count = db.query("count", trace.of("count", k -> split.get(k).length));
        text.set("a", "to be");
        assertEquals(2, count.get("a"));
        text.set("a", " to be ");
        assertEquals(2, count.get("a"));
        trace.assertRan("count(a)", "split(a)", "split(a)");
        text.set("a", "or not");
        assertEquals(2, count.get("a"));
        trace.assertRanInAnyOrder("split(a)", "count(a)");
        assertArrayEquals(new String[] {"or", "not"}, split.get("a"));
    }

    @Test
    void nestedAndPrimitiveArraysAreComparedByContent() {
        Query<String, int[]> sizes = db.query("sizes", trace.of("sizes", k -> new int[] {text.get(k).length()}));
        Query<String, int[][]> nested = db.query("nested", trace.of("nested", k -> new int[][] {sizes.get(k), {1}}));
        Query<String, Integer> outer = db.query("outer", trace.of("outer", k -> nested.get(k)[0][0]));
        Query<String, Integer> always = db.query("always", trace.of("always", k -> {
            text.get(k);
            return nested.get(k)[1][0];
        }));
        text.set("a", "x");
        outer.get("a");
        always.get("a");
        trace.taken();
        text.set("a", "y");
        assertEquals(1, outer.get("a"));
        trace.assertRan("sizes(a)");
        assertEquals(1, always.get("a"));
        trace.assertRan("always(a)");
    }

    @Test
    void withEqualityNoneEachRunIsAChange() {
        Query<String, Integer> length =
                db.query("length", trace.of("length", k -> text.get(k).length()), Equality.none());
        Query<String, Integer> outer = db.query("outer", trace.of("outer", k -> length.get(k)));
        text.set("a", "x");
        outer.get("a");
        trace.taken();
        text.set("a", "y");
        assertEquals(1, outer.get("a"));
        trace.assertRanInAnyOrder("length(a)", "outer(a)");
        text.set("b", "unrelated");
        assertEquals(1, outer.get("a"));
        trace.assertNothingRan();
    }

    @Test
    void aGivenEqualityDecides() {
        Query<String, String> raw = db.query("raw", trace.of("raw", text::get),
                Equality.<String>of(String::equalsIgnoreCase));
        Query<String, Integer> outer = db.query("outer", trace.of("outer", k -> raw.get(k).length()));
        text.set("a", "Word");
        outer.get("a");
        trace.taken();
        text.set("a", "wORD");
        assertEquals(4, outer.get("a"));
        trace.assertRan("raw(a)");
        text.set("a", "words");
        assertEquals(5, outer.get("a"));
        trace.assertRanInAnyOrder("raw(a)", "outer(a)");
    }

    @Test
    void aGivenEqualityIsAskedForTheOldAndTheNewValue() {
        List<String> asked = new CopyOnWriteArrayList<>();
        Query<String, String> raw = db.query("raw", text::get, Equality.<String>of((before, after) -> {
            asked.add(before + "/" + after);
            return before.equals(after);
        }));
        text.set("a", "x");
        raw.get("a");
        assertEquals(List.of(), asked);
        text.set("a", "y");
        raw.get("a");
        assertEquals(List.of("x/y"), asked);
    }

    @Test
    void deepEqualityIsTheDefault() {
        Query<String, List<Integer>> sizes =
                db.query("sizes", trace.of("sizes", k -> List.of(text.get(k).length())), Equality.deep());
        Query<String, Integer> outer = db.query("outer", trace.of("outer", k -> sizes.get(k).getFirst()));
        text.set("a", "x");
        outer.get("a");
        trace.taken();
        text.set("a", "y");
        assertEquals(1, outer.get("a"));
        trace.assertRan("sizes(a)");
    }
}
