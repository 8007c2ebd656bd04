package dev.sofrito.snapshots;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sofrito.Database;
import dev.sofrito.Failures;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.QueryException;
import dev.sofrito.Snapshot;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What was cached at a snapshot's revision is used by it, not computed again. */
@Tag("snap.queries")
@Timeout(60)
class SnapshotCachedTest {

    @OnEachCaller
    void aCachedValueIsUsedWhileTheSourceIsStillThere(Caller caller) throws Exception {
        try (Corpus corpus = new Corpus()) {
            corpus.text.set("a", "one two");
            corpus.total(corpus.db);
            corpus.trace.assertRan("total(all)", "words(a)");
            Snapshot snapshot = corpus.db.snapshot();
            caller.run(() -> assertEquals(2, corpus.total(snapshot)));
            corpus.trace.assertNothingRan();
        }
    }

    @OnEachCaller
    void aCachedValueIsUsedAfterTheSourceMovedOn(Caller caller) throws Exception {
        try (Corpus corpus = new Corpus()) {
            corpus.text.set("a", "one two");
            corpus.total(corpus.db);
            Snapshot snapshot = corpus.db.snapshot();
            corpus.text.set("a", "one");
            corpus.text.set("b", "one");
            corpus.trace.taken();

            caller.run(() -> assertEquals(2, corpus.total(snapshot)));
            corpus.trace.assertNothingRan();
        }
    }

    @OnEachCaller
    void aCachedValueIsUsedAfterTheSourceRecomputedIt(Caller caller) throws Exception {
        try (Corpus corpus = new Corpus()) {
            corpus.text.set("a", "one two");
            corpus.total(corpus.db);
            Snapshot snapshot = corpus.db.snapshot();
            corpus.text.set("a", "one");
            corpus.text.set("b", "one");
            corpus.trace.taken();
            assertEquals(2, corpus.total(corpus.db));
            corpus.trace.assertRan("total(all)", "words(a)", "words(b)");

            caller.run(() -> {
                assertEquals(2, corpus.words(snapshot, "a"));
                assertEquals(2, corpus.total(snapshot));
                assertEquals(Optional.of(2), snapshot.call(() -> corpus.words.peek("a")));
            });
            assertEquals(1, corpus.words(corpus.db, "a"));
            corpus.trace.assertNothingRan();
        }
    }

    @Test
    void eachOfManySnapshotsUsesItsOwn() {
        try (Corpus corpus = new Corpus()) {
            List<Snapshot> snapshots = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                corpus.text.set("a", "w ".repeat(i));
                corpus.text.set("b", "w ".repeat(i / 10));
                corpus.total(corpus.db);
                snapshots.add(corpus.db.snapshot());
            }
            corpus.trace.taken();
            for (int i = 49; i >= 0; i--) {
                assertEquals(i, corpus.words(snapshots.get(i), "a"));
                assertEquals(i / 10, corpus.words(snapshots.get(i), "b"));
                assertEquals(i + i / 10, corpus.total(snapshots.get(i)));
            }
            corpus.trace.assertNothingRan();
        }
    }

    @Test
    void aValueThatCutoffKeptIsUsed() {
        try (Corpus corpus = new Corpus()) {
            corpus.text.set("a", "one two");
            corpus.total(corpus.db);
            Snapshot first = corpus.db.snapshot();
            corpus.text.set("a", "two one");
            corpus.total(corpus.db);
            Snapshot second = corpus.db.snapshot();
            corpus.text.set("a", "three words now");
            corpus.total(corpus.db);
            corpus.trace.assertRan("total(all)", "words(a)", "words(a)", "words(a)", "total(all)");
            for (Snapshot snapshot : List.of(second, first)) {
                assertEquals(2, corpus.total(snapshot));
                assertEquals(2, corpus.words(snapshot, "a"));
            }
            corpus.trace.assertNothingRan();
        }
    }

    @Test
    void whatASnapshotComputedIsThereWhenItIsAskedAgain() {
        try (Corpus corpus = new Corpus()) {
            corpus.text.set("a", "one two");
            Snapshot snapshot = corpus.db.snapshot();
            corpus.text.set("a", "one");
            assertEquals(1, corpus.total(corpus.db));
            corpus.trace.taken();

            assertEquals(2, corpus.total(snapshot));
            corpus.trace.assertRan("total(all)", "words(a)");
            assertEquals(2, corpus.total(snapshot));
            assertEquals(2, corpus.words(snapshot, "a"));
            assertEquals(1, corpus.total(corpus.db));
            corpus.trace.assertNothingRan();
        }
    }

    @Test
    void allItsCachedValuesAreReusedByWhatItComputes() {
        try (Corpus corpus = new Corpus()) {
            corpus.text.set("a", "one two");
            corpus.text.set("b", "one");
            corpus.words.getAll(List.of("a", "b"));
            Snapshot snapshot = corpus.db.snapshot();
            corpus.text.set("a", "one");
            corpus.text.set("b", "one two three");
            corpus.total(corpus.db);
            corpus.trace.taken();

            assertEquals(3, corpus.total(snapshot));
            corpus.trace.assertRan("total(all)");
            assertEquals(Map.of("a", 2, "b", 1), snapshot.call(() -> corpus.words.getAll(List.of("a", "b"))));
            corpus.trace.assertNothingRan();
        }
    }

    @ParameterizedTest
    @EnumSource(Failures.class)
    void aFailureCachedThereIsUsedAlsoAfterTheSourceTriedAgain(Failures failures) {
        try (Database db = Database.create()) {
            Trace trace = new Trace();
            Input<String, Integer> in = db.input("in", String.class, Integer.class);
            Query<String, Integer> half = db.query("half", String.class, Integer.class, trace.of("half", key -> {
                int n = in.get(key);
                if (n % 2 != 0) {
                    throw new ArithmeticException(n + " is odd");
                }
                return n / 2;
            }), failures);
            in.set("x", 3);
            QueryException failure = assertThrows(QueryException.class, () -> half.get("x"));
            Snapshot snapshot = db.snapshot();
            in.set("x", 4);
            assertEquals(2, half.get("x"));
            trace.assertRan("half(x)", "half(x)");

            QueryException again = assertThrows(QueryException.class, () -> snapshot.run(() -> half.get("x")));
            assertSame(failure.getCause(), again.getCause());
            assertEquals(List.of("half(x)"), again.path());
            trace.assertNothingRan();
        }
    }

    @Test
    void collectingInTheSourceChangesNoAnswer() {
        try (Corpus corpus = new Corpus()) {
            corpus.text.set("a", "one two");
            corpus.total(corpus.db);
            Snapshot snapshot = corpus.db.snapshot();
            corpus.text.remove("a");
            corpus.total(corpus.db);
            corpus.db.collect(0);
            assertEquals(2, corpus.words(snapshot, "a"));
            assertEquals(2, corpus.total(snapshot));
            assertEquals(0, corpus.total(corpus.db));
        }
    }
}
