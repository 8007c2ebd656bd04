package dev.sofrito.snapshots;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.Revision;
import dev.sofrito.Snapshot;
import dev.sofrito.View;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Mutations never pass between a source and its snapshots, nor between snapshots. */
@Tag("snap.isolated")
@Timeout(60)
class SnapshotIsolationTest {

    private final Corpus corpus = new Corpus();

    @Test
    void mutationsOfTheSourceDoNotShowInTheSnapshot() {
        corpus.text.set("a", "one");
        Snapshot snapshot = corpus.db.snapshot();
        corpus.total(snapshot);
        for (int i = 0; i < 20; i++) {
            corpus.text.set("a", "w ".repeat(i + 2));
            corpus.text.set("more" + i, "w");
            assertEquals(1, corpus.words(snapshot, "a"));
            assertEquals(1, corpus.total(snapshot));
            assertEquals(2 * i + 3, corpus.total(corpus.db));
        }
    }

    @Test
    void mutationsOfASnapshotDoNotShowInTheSource() {
        Revision before = corpus.text.set("a", "one");
        corpus.total(corpus.db);
        Snapshot snapshot = corpus.db.snapshot();
        corpus.trace.taken();
        snapshot.run(() -> {
            corpus.text.set("a", "one two");
            corpus.text.set("b", "one");
            corpus.text.remove("a");
        });
        snapshot.commit(() -> corpus.text.set("c", "one two"));

        assertEquals(before, corpus.db.revision());
        assertEquals(Set.of("a"), corpus.text.keys());
        assertEquals(1, corpus.words.get("a"));
        assertEquals(1, corpus.total.get("all"));
        corpus.trace.assertNothingRan();
        assertEquals(3, corpus.total(snapshot));
    }

    @Test
    void siblingsOfOneRevisionGoTheirOwnWays() {
        corpus.text.set("a", "one");
        corpus.total(corpus.db);
        Snapshot left = corpus.db.snapshot();
        Snapshot right = corpus.db.snapshot();
        Snapshot untouched = corpus.db.snapshot();
        corpus.set(left, "a", "one two");
        corpus.set(right, "b", "one two");
        corpus.text.set("a", "");

        assertEquals(2, corpus.total(left));
        assertEquals(3, corpus.total(right));
        assertEquals(1, corpus.total(untouched));
        assertEquals(0, corpus.total(corpus.db));
        assertEquals(Optional.empty(), left.call(() -> corpus.text.find("b")));
    }

    @Test
    void equalMutationsOfSiblingsAreStillTheirOwn() {
        corpus.text.set("a", "one");
        Snapshot left = corpus.db.snapshot();
        Snapshot right = corpus.db.snapshot();
        corpus.set(left, "a", "one two");
        corpus.set(right, "a", "one two three");
        assertEquals(2, corpus.words(left, "a"));
        assertEquals(3, corpus.words(right, "a"));
        corpus.text.set("a", "");
        assertEquals(0, corpus.words(corpus.db, "a"));
        assertEquals(2, corpus.words(left, "a"));
        assertEquals(3, corpus.words(right, "a"));
    }

    @Test
    void parentAndChildAreIsolatedInBothDirections() {
        corpus.text.set("a", "one");
        Snapshot parent = corpus.db.snapshot();
        corpus.set(parent, "a", "one two");
        Snapshot child = parent.snapshot();
        corpus.set(child, "a", "one two three");
        Snapshot grandchild = child.snapshot();
        corpus.set(parent, "a", "");
        corpus.set(child, "a", "one two three four");

        assertEquals(0, corpus.words(parent, "a"));
        assertEquals(4, corpus.words(child, "a"));
        assertEquals(3, corpus.words(grandchild, "a"));
        assertEquals(1, corpus.words(corpus.db, "a"));
    }

    @Test
    void aCommitOfTheDatabaseInABlockOfASnapshotIsTheDatabases() {
        corpus.text.set("a", "one");
        Snapshot snapshot = corpus.db.snapshot();
        snapshot.run(() -> {
            corpus.db.commit(() -> corpus.text.set("a", "one two"));
            assertEquals("one", corpus.text.get("a"));
        });
        assertEquals("one two", corpus.text.get("a"));
        assertEquals("one", corpus.text(snapshot, "a"));
    }

    @OnEachCaller
    void viewsMutatedAtTheSameTimeEachSeeTheirOwnWrites(Caller caller) throws Exception {
        corpus.text.set("a", "");
        corpus.text.set("same", "one two three");
        List<View> views = new ArrayList<>(List.of(corpus.db));
        while (views.size() < 6) {
            views.add(corpus.db.snapshot());
        }
        CyclicBarrier start = new CyclicBarrier(views.size());
        List<Running<Void>> threads = new ArrayList<>();
        for (int v = 0; v < views.size(); v++) {
            View view = views.get(v);
            int step = v + 1;
            threads.add(caller.start(() -> {
                start.await();
                for (int i = 1; i <= 100; i++) {
                    corpus.set(view, "a", "w ".repeat(i * step));
                    assertEquals(i * step, corpus.words(view, "a"));
                    assertEquals(i * step + 3, corpus.total(view));
                }
            }));
        }
        for (Running<Void> thread : threads) {
            thread.join();
        }
        for (int v = 0; v < views.size(); v++) {
            assertEquals(100 * (v + 1), corpus.words(views.get(v), "a"));
        }
    }
}
