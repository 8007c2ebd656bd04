package dev.sofrito.snapshots;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Query;
import dev.sofrito.QueryException;
import dev.sofrito.Revision;
import dev.sofrito.Snapshot;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A snapshot that is mutated has revisions of its own, and is otherwise what a database is. */
@Tag("snap.isolated")
@Tag("snap.queries")
@Timeout(60)
class SnapshotMutationTest {

    private final Corpus corpus = new Corpus();

    /** A snapshot of two texts of which both words and total are cached; the source has moved on and recomputed. */
    private Snapshot warm() {
        corpus.text.set("a", "one two");
        corpus.text.set("b", "one");
        corpus.total(corpus.db);
        Snapshot snapshot = corpus.db.snapshot();
        corpus.text.set("a", "");
        corpus.text.set("b", "");
        corpus.total(corpus.db);
        corpus.trace.taken();
        return snapshot;
    }

    @Test
    void itsRevisionsAreItsOwnAndGrow() {
        Snapshot snapshot = warm();
        Revision taken = snapshot.revision();
        Revision source = corpus.db.revision();
        Revision first = snapshot.call(() -> corpus.text.set("a", "x"));
        assertTrue(first.compareTo(taken) > 0);
        assertEquals(first, snapshot.revision());
        assertEquals(first, snapshot.call(() -> corpus.text.set("a", "x")), "setting an equal value changes nothing");
        assertEquals(first, snapshot.call(() -> corpus.text.remove("absent")));
        Revision second = snapshot.call(() -> corpus.text.remove("a"));
        assertTrue(second.compareTo(first) > 0);
        assertEquals(source, corpus.db.revision());
    }

    @OnEachCaller
    void onlyWhatItsMutationReachesRuns(Caller caller) throws Exception {
        Snapshot snapshot = warm();
        caller.run(() -> {
            corpus.set(snapshot, "a", "one two three");
            assertEquals(1, corpus.words(snapshot, "b"));
            corpus.trace.assertNothingRan();
            assertEquals(4, corpus.total(snapshot));
            corpus.trace.assertRan("words(a)", "total(all)");
            assertEquals(4, corpus.total(snapshot));
            assertEquals(0, corpus.total(corpus.db));
            corpus.trace.assertNothingRan();
        });
    }

    @Test
    void cutoffWorksInIt() {
        Snapshot snapshot = warm();
        corpus.set(snapshot, "a", "two one");
        assertEquals(3, corpus.total(snapshot));
        corpus.trace.assertRan("words(a)");
        corpus.set(snapshot, "b", "other");
        assertEquals(3, corpus.total(snapshot));
        corpus.trace.assertRan("words(b)");
        assertEquals(3, corpus.total(snapshot));
        corpus.trace.assertNothingRan();
    }

    @Test
    void whatItHadComputedItselfBeforeIsKept() {
        corpus.text.set("a", "one two");
        corpus.text.set("b", "one");
        Snapshot snapshot = corpus.db.snapshot();
        corpus.text.set("a", "");
        assertEquals(3, corpus.total(snapshot));
        corpus.trace.taken();
        corpus.set(snapshot, "b", "one two three");
        assertEquals(5, corpus.total(snapshot));
        corpus.trace.assertRan("words(b)", "total(all)");
    }

    @Test
    void manyMutationsEachRunOnlyWhatTheyReach() {
        Snapshot snapshot = warm();
        for (int i = 3; i < 50; i++) {
            corpus.set(snapshot, "a", "w ".repeat(i));
            assertEquals(i + 1, corpus.total(snapshot));
            corpus.trace.assertRan("words(a)", "total(all)");
        }
    }

    @Test
    void aBatchIsAllOrNothing() {
        Snapshot snapshot = warm();
        Revision before = snapshot.revision();
        Revision after = snapshot.commit(() -> {
            corpus.text.set("a", "staged");
            assertEquals("staged", corpus.text.get("a"));
            corpus.text.set("c", "one two three four");
            corpus.text.remove("b");
            corpus.text.set("a", "last wins");
            assertEquals(Set.of("a", "c"), corpus.text.keys());
        });
        assertTrue(after.compareTo(before) > 0);
        assertEquals(after, snapshot.revision());
        assertEquals(6, corpus.total(snapshot));
        assertEquals("last wins", corpus.text(snapshot, "a"));
        assertEquals("", corpus.text.get("a"));

        IllegalArgumentException thrown = new IllegalArgumentException();
        assertEquals(thrown, assertThrows(IllegalArgumentException.class, () -> snapshot.commit(() -> {
            corpus.text.set("a", "gone with the exception");
            throw thrown;
        })));
        assertEquals(after, snapshot.revision());
        assertEquals("last wins", corpus.text(snapshot, "a"));
    }

    @Test
    void aBatchWithoutNetEffectLeavesTheRevision() {
        Snapshot snapshot = warm();
        Revision before = snapshot.revision();
        assertEquals(before, snapshot.commit(() -> {
            corpus.text.set("a", "other");
            corpus.text.set("a", "one two");
            corpus.text.set("new", "x");
            corpus.text.remove("new");
        }));
        assertEquals(3, corpus.total(snapshot));
        corpus.trace.assertNothingRan();
    }

    @Test
    void aBatchMayNeitherAskNorNest() {
        Snapshot snapshot = warm();
        assertThrows(IllegalStateException.class, () -> snapshot.commit(() -> corpus.words.get("a")));
        assertThrows(IllegalStateException.class, () -> snapshot.commit(() -> snapshot.commit(() -> {})));
        assertEquals("one two", corpus.text(snapshot, "a"));
    }

    @Test
    void aCommitInABlockMovesItsPin() {
        Snapshot snapshot = warm();
        snapshot.run(() -> {
            assertEquals(3, corpus.total.get("all"));
            snapshot.commit(() -> {
                corpus.text.set("a", "x");
                corpus.text.set("b", "y");
            });
            assertEquals(2, corpus.total.get("all"));
        });
    }

    @OnEachCaller
    void aQueryMayNotMutateIt(Caller caller) throws Exception {
        Query<String, Integer> meddling = corpus.db.query("meddling", String.class, Integer.class, key -> {
            corpus.text.set(key, "meddled");
            return 1;
        });
        Snapshot snapshot = warm();
        Revision before = snapshot.revision();
        caller.run(() -> {
            QueryException failure =
                    assertThrows(QueryException.class, () -> snapshot.run(() -> meddling.get("new")));
            assertInstanceOf(IllegalStateException.class, failure.getCause());
        });
        assertEquals(before, snapshot.revision());
        assertEquals(Optional.empty(), snapshot.call(() -> corpus.text.find("new")));
        assertEquals(Optional.empty(), corpus.text.find("new"));
    }
}
