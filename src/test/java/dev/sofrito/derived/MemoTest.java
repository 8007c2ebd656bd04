package dev.sofrito.derived;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Trace;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A cell is computed at most once per state of what it read. */
@Tag("derived.memo")
@Timeout(60)
class MemoTest {

    private final Database db = Database.create();
    private final Trace trace = new Trace();
    private final Input<String, String> text = db.input("text", String.class, String.class);
    private final Query<String, Integer> words = db.query("words", String.class, Integer.class,
            trace.of("words", file -> text.get(file).split("\\s+").length));
    private final Query<String, Integer> twice = db.query("twice", String.class, Integer.class,
            trace.of("twice", file -> words.get(file) + words.get(file)));

    @OnEachCaller
    void askingAgainRunsNothing(Caller caller) throws Exception {
        text.set("a", "to be or not");
        caller.run(() -> {
            assertEquals(4, words.get("a"));
            trace.assertRan("words(a)");
            for (int i = 0; i < 10; i++) {
                assertEquals(4, words.get("a"));
            }
        });
        trace.assertNothingRan();
    }

    @Test
    void eachKeyIsACellOfItsOwn() {
        text.set("a", "one");
        text.set("b", "one two");
        assertEquals(1, words.get("a"));
        assertEquals(2, words.get("b"));
        trace.assertRan("words(a)", "words(b)");
        assertEquals(1, words.get("a"));
        assertEquals(2, words.get("b"));
        trace.assertNothingRan();
    }

    @Test
    void equalKeysAreOneCell() {
        text.set("a", "one");
        words.get("a");
        words.get(new StringBuilder("a").toString());
        trace.assertRan("words(a)");
    }

    @Test
    void aCellAskedForTwiceInOneRunRunsOnce() {
        text.set("a", "one two");
        assertEquals(4, twice.get("a"));
        trace.assertRan("twice(a)", "words(a)");
    }

    @Test
    void whatAnotherQueryComputedIsUsed() {
        text.set("a", "one two");
        words.get("a");
        trace.assertRan("words(a)");
        assertEquals(4, twice.get("a"));
        trace.assertRan("twice(a)");
        words.get("a");
        trace.assertNothingRan();
    }

    @Test
    void aMutationThatChangesNothingRunsNothing() {
        text.set("a", "one two");
        twice.get("a");
        trace.taken();
        text.set("a", "one two");
        text.remove("b");
        db.commit(() -> {
            text.set("a", "passing");
            text.set("a", "one two");
        });
        assertEquals(4, twice.get("a"));
        trace.assertNothingRan();
    }

    @Test
    void theVerySameValueIsGivenAgain() {
        Query<String, Object> fresh = db.query("fresh", key -> new Object());
        Object first = fresh.get("a");
        assertSame(first, fresh.get("a"));
        text.set("a", "unrelated");
        assertSame(first, fresh.get("a"));
    }

    @OnEachCaller
    void oneCallersResultServesAnotherInABlockAndOutside(Caller caller) throws Exception {
        text.set("a", "one two");
        db.run(() -> assertEquals(2, words.get("a")));
        trace.assertRan("words(a)");
        caller.run(() -> assertEquals(2, words.get("a")));
        caller.run(() -> db.run(() -> assertEquals(2, words.get("a"))));
        trace.assertNothingRan();
    }

    @Test
    void aQueryThatReadsNothingRunsOnceForGood() {
        Query<Integer, Integer> square = db.query("square", trace.of("square", n -> n * n));
        for (int i = 0; i < 5; i++) {
            text.set("a", "revision " + i);
            assertEquals(49, square.get(7));
        }
        trace.assertRan("square(7)");
    }
}
