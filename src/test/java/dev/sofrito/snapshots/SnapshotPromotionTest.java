package dev.sofrito.snapshots;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.Snapshot;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is computed in a snapshot is adopted by the source where it is valid: the next request finds the work done. */
@Tag("snap.queries")
@Timeout(60)
class SnapshotPromotionTest {

    private final Corpus corpus = new Corpus();

    @Test
    void aSnapshotARequestComputesOnce() {
        corpus.text.set("a", "one two");
        for (int request = 0; request < 10; request++) {
            try (Snapshot snapshot = corpus.db.snapshot()) {
                assertEquals(2, corpus.total(snapshot));
            }
        }
        corpus.trace.assertRan("total(all)", "words(a)");
        assertEquals(2, corpus.total(corpus.db));
        corpus.trace.assertNothingRan();
    }

    @Test
    void aServerWithEditsBetweenRequestsRunsWhatTheEditsReach() {
        corpus.text.set("a", "one two");
        corpus.text.set("b", "one");
        request(3, "total(all)", "words(a)", "words(b)");
        corpus.text.set("b", "one two three");
        request(5, "words(b)", "total(all)");
        request(5);
        corpus.text.set("b", "three two one");
        request(5, "words(b)");
        corpus.text.set("c", "");
        request(5, "total(all)", "words(c)");
    }

    private void request(int expected, String... runs) {
        try (Snapshot snapshot = corpus.db.snapshot()) {
            assertEquals(expected, corpus.total(snapshot));
        }
        corpus.trace.assertRan(runs);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatAnEditDoesNotReachIsAdoptedAcrossIt(boolean closedBefore) {
        corpus.text.set("a", "one two");
        corpus.text.set("b", "one");
        Snapshot snapshot = corpus.db.snapshot();
        corpus.text.set("b", "one two three");

        assertEquals(2, corpus.words(snapshot, "a"));
        corpus.trace.assertRan("words(a)");
        if (closedBefore) {
            snapshot.close();
        }
        assertEquals(2, corpus.words(corpus.db, "a"));
        corpus.trace.assertNothingRan();
        assertEquals(5, corpus.total(corpus.db));
        corpus.trace.assertRan("total(all)", "words(b)");
    }

    @Test
    void partsOfWhatASnapshotComputedAreAdoptedWhenTheWholeIsNot() {
        corpus.text.set("a", "one two");
        corpus.text.set("b", "one");
        Snapshot snapshot = corpus.db.snapshot();
        corpus.text.set("b", "one two three");

        assertEquals(3, corpus.total(snapshot));
        corpus.trace.assertRan("total(all)", "words(a)", "words(b)");
        assertEquals(5, corpus.total(corpus.db));
        corpus.trace.assertRanInAnyOrder("total(all)", "words(b)");
        assertEquals(3, corpus.total(snapshot));
        corpus.trace.assertNothingRan();
    }

    @Test
    void whatIsNotValidInTheSourceIsNotAdopted() {
        corpus.text.set("a", "one two");
        Snapshot snapshot = corpus.db.snapshot();
        corpus.text.set("a", "one");
        assertEquals(2, corpus.words(snapshot, "a"));
        corpus.trace.assertRan("words(a)");
        assertEquals(1, corpus.words(corpus.db, "a"));
        corpus.trace.assertRan("words(a)");
    }

    @Test
    void whatAMutatedSnapshotComputesStaysThere() {
        corpus.text.set("a", "one two");
        Snapshot snapshot = corpus.db.snapshot();
        corpus.set(snapshot, "a", "one");
        assertEquals(1, corpus.words(snapshot, "a"));
        corpus.trace.assertRan("words(a)");
        assertEquals(2, corpus.words(corpus.db, "a"));
        corpus.trace.assertRan("words(a)");
        assertEquals(1, corpus.words(snapshot, "a"));
        corpus.trace.assertNothingRan();
    }

    @Test
    void anAdoptedValueIsInvalidatedLikeAnyOther() {
        corpus.text.set("a", "one two");
        try (Snapshot snapshot = corpus.db.snapshot()) {
            corpus.text.set("b", "one");
            assertEquals(2, corpus.words(snapshot, "a"));
        }
        corpus.text.set("a", "one two three");
        corpus.trace.taken();
        assertEquals(3, corpus.words(corpus.db, "a"));
        corpus.trace.assertRan("words(a)");
        assertEquals(4, corpus.total(corpus.db));
        corpus.trace.assertRan("total(all)", "words(b)");
    }
}
