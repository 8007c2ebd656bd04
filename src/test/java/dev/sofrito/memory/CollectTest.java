package dev.sofrito.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Trace;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which cells are collected, and that it costs at most their runs. */
@Tag("mem.collect")
@Timeout(60)
class CollectTest {

    private final Trace trace = new Trace();
    private final Database db = Database.create();
    private final Input<String, String> text = db.input("text", String.class, String.class);
    private final Input<String, Integer> unrelated = db.input("unrelated", String.class, Integer.class);
    private final Query<String, Integer> words =
            db.query("words", trace.of("words", f -> text.find(f).map(t -> t.split(" ").length).orElse(0)));
    private final Query<String, Integer> total = db.query("total",
            trace.of("total", _ -> text.keys().stream().sorted().mapToInt(words::get).sum()));

    private void threeFiles() {
        db.commit(() -> {
            text.set("a", "to be");
            text.set("b", "or not to be");
            text.set("c", "that");
        });
    }

    private void advance(int revisions) {
        for (int i = 0; i < revisions; i++) {
            unrelated.set("x", unrelated.find("x").orElse(0) + 1);
        }
    }

    @OnEachCaller
    void theCellOfARemovedFileIsCollected(Caller caller) throws Exception {
        threeFiles();
        caller.run(() -> {
            assertEquals(7, total.get(""));
            text.remove("b");
            assertEquals(3, total.get(""));
            trace.taken();
            assertEquals(1, db.collect(0));
            assertEquals(0, db.collect(0));
            assertEquals(3, total.get(""));
            assertEquals(2, words.get("a"));
            assertEquals(1, words.get("c"));
            trace.assertNothingRan();
        });
    }

    @OnEachCaller
    void whatIsUsedThroughOthersStaysAlsoIfTheyDidNotRun(Caller caller) throws Exception {
        threeFiles();
        caller.run(() -> {
            total.get("");
            advance(5);
            assertEquals(7, total.get(""));
            trace.taken();
            assertEquals(0, db.collect(0));
            assertEquals(7, total.get(""));
            text.set("a", "changed");
            assertEquals(6, total.get(""));
            trace.assertRan("words(a)", "total()");
        });
    }

    @OnEachCaller
    void whatIsNotRequestedAnyMoreGoesWithAllThatOnlyItUsed(Caller caller) throws Exception {
        threeFiles();
        caller.run(() -> {
            total.get("");
            advance(1);
            words.get("a");
            assertEquals(3, db.collect(0), "total, words(b) and words(c)");
            trace.taken();
            words.get("a");
            trace.assertNothingRan();
            assertEquals(7, total.get(""));
            trace.assertRan("total()", "words(b)", "words(c)");
        });
    }

    @OnEachCaller
    void aCellMayGoUnrequestedForAsManyRevisionsAsAllowed(Caller caller) throws Exception {
        threeFiles();
        caller.run(() -> {
            words.get("a");
            advance(3);
            assertEquals(0, db.collect(3));
            assertEquals(1, db.collect(2));
            assertEquals(0, db.collect(0));
        });
    }

    @OnEachCaller
    void askingAgainIsUse(Caller caller) throws Exception {
        threeFiles();
        caller.run(() -> {
            words.get("a");
            words.get("b");
            advance(3);
            words.get("a");
            advance(2);
            assertEquals(1, db.collect(2), "words(b)");
            trace.taken();
            words.get("a");
            trace.assertNothingRan();
        });
    }

    @OnEachCaller
    void whatWasRequestedAtThePresentRevisionStays(Caller caller) throws Exception {
        threeFiles();
        caller.run(() -> {
            total.get("");
            assertEquals(0, db.collect(0));
            trace.taken();
            total.get("");
            trace.assertNothingRan();
        });
    }

    @OnEachCaller
    void aCollectedCellIsComputedAgain(Caller caller) throws Exception {
        threeFiles();
        caller.run(() -> {
            words.get("a");
            advance(1);
            assertEquals(1, db.collect(0));
            trace.taken();
            assertEquals(Optional.empty(), words.peek("a"));
            assertEquals(2, words.get("a"));
            trace.assertRan("words(a)");
            text.set("a", "one two three");
            assertEquals(3, words.get("a"));
            trace.assertRan("words(a)");
        });
    }

    @OnEachCaller
    void failuresAreCollectedToo(Caller caller) throws Exception {
        Query<String, Integer> failing = db.query("failing", trace.of("failing", _ -> {
            throw new IllegalArgumentException("always");
        }));
        caller.run(() -> {
            assertThrows(RuntimeException.class, () -> failing.get("a"));
            advance(1);
            assertEquals(1, db.collect(0));
        });
    }

    @OnEachCaller
    void collectingIsNoUse(Caller caller) throws Exception {
        threeFiles();
        caller.run(() -> {
            words.get("a");
            advance(1);
            assertEquals(0, db.collect(1));
            advance(1);
            assertEquals(1, db.collect(1));
        });
    }

    @OnEachCaller
    void everyQueryIsCollected(Caller caller) throws Exception {
        Query<Integer, Integer> square = db.query("square", n -> n * n);
        caller.run(() -> {
            square.getAll(List.of(1, 2, 3, 4));
            words.get("a");
            advance(1);
            assertEquals(5, db.collect(0));
        });
    }

    @Test
    void anEmptyDatabaseHasNothingToCollect() {
        assertEquals(0, Database.create().collect(0));
    }

    @Test
    void aNegativeNumberOfRevisionsIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> db.collect(-1));
    }
}
