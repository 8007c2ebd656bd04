package dev.sofrito.snapshots;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sofrito.Query;
import dev.sofrito.Revision;
import dev.sofrito.Snapshot;
import dev.sofrito.View;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.Gate;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code snapshotAsync} completes with a snapshot that has what was cached and shares no cell with its source. */
@Tag("snap.cost")
@Timeout(120)
class SnapshotAsyncTest {

    private final Corpus corpus = new Corpus();

    private static Snapshot cloned(View view) throws Exception {
        return view.snapshotAsync().get(60, TimeUnit.SECONDS);
    }

    @OnEachCaller
    void whatWasCachedIsThereWithoutARun(Caller caller) throws Exception {
        corpus.text.set("a", "one two");
        corpus.total(corpus.db);
        Snapshot snapshot = caller.call(() -> cloned(corpus.db));
        corpus.trace.taken();
        assertEquals(2, corpus.total(snapshot));
        assertEquals(2, corpus.words(snapshot, "a"));
        corpus.trace.assertNothingRan();
    }

    @Test
    @Tag("snap.frozen")
    void itIsAtTheRevisionOfTheCallWhateverTheSourceDoesMeanwhile() throws Exception {
        for (int i = 0; i < 300; i++) {
            corpus.text.set("f" + i, "w ".repeat(i % 7));
        }
        int total = corpus.total(corpus.db);
        Revision revision = corpus.db.revision();
        corpus.trace.taken();
        CompletableFuture<Snapshot> future = corpus.db.snapshotAsync();
        for (int i = 0; i < 300; i++) {
            corpus.text.set("f" + i, "changed while it is cloned, all nine of them");
        }
        assertEquals(2700, corpus.total(corpus.db));
        Snapshot snapshot = future.get(60, TimeUnit.SECONDS);
        corpus.trace.taken();

        assertEquals(revision, snapshot.revision());
        assertEquals(total, corpus.total(snapshot));
        for (int i = 0; i < 300; i++) {
            assertEquals(i % 7, corpus.words(snapshot, "f" + i));
        }
        corpus.trace.assertNothingRan();
        assertEquals(2700, corpus.total(corpus.db));
        corpus.trace.assertNothingRan();
    }

    @Test
    void runsAreNotSharedAfterwards() throws Exception {
        corpus.text.set("a", "one two");
        corpus.text.set("b", "one");
        Snapshot snapshot = cloned(corpus.db);
        assertEquals(2, corpus.words(corpus.db, "a"));
        assertEquals(2, corpus.words(snapshot, "a"));
        corpus.trace.assertRan("words(a)", "words(a)");
        assertEquals(1, corpus.words(snapshot, "b"));
        assertEquals(1, corpus.words(corpus.db, "b"));
        corpus.trace.assertRan("words(b)", "words(b)");
        assertEquals(3, corpus.total(snapshot));
        corpus.trace.assertRan("total(all)");
    }

    @Test
    @Tag("snap.isolated")
    void aCloneIsMutatedOnItsOwnAndRunsWhatThatReaches() throws Exception {
        corpus.text.set("a", "one two");
        corpus.text.set("b", "one");
        corpus.total(corpus.db);
        Snapshot snapshot = cloned(corpus.db);
        corpus.trace.taken();
        corpus.set(snapshot, "a", "two one");
        assertEquals(3, corpus.total(snapshot));
        corpus.trace.assertRan("words(a)");
        corpus.set(snapshot, "a", "");
        assertEquals(1, corpus.total(snapshot));
        corpus.trace.assertRan("words(a)", "total(all)");
        assertEquals(3, corpus.total(corpus.db));
        corpus.text.set("b", "");
        assertEquals(1, corpus.total(snapshot));
        corpus.trace.assertNothingRan();
        assertEquals(2, corpus.total(corpus.db));
        corpus.trace.assertRan("words(b)", "total(all)");
    }

    @Test
    void aCloneOfAMutatedSnapshotHasWhatThatComputed() throws Exception {
        corpus.text.set("a", "one two");
        Snapshot parent = corpus.db.snapshot();
        corpus.set(parent, "a", "one");
        corpus.total(parent);
        Snapshot clone = cloned(parent);
        corpus.set(parent, "a", "");
        corpus.total(parent);
        parent.close();
        corpus.trace.taken();
        assertEquals(1, corpus.total(clone));
        corpus.trace.assertNothingRan();
    }

    @Test
    void aCloneOfASnapshotWhoseSourceRecomputedHasTheOldValues() throws Exception {
        corpus.text.set("a", "one two");
        corpus.total(corpus.db);
        Snapshot parent = corpus.db.snapshot();
        corpus.text.set("a", "");
        corpus.text.set("b", "one");
        corpus.total(corpus.db);
        Snapshot clone = cloned(parent);
        parent.close();
        corpus.trace.taken();
        assertEquals(2, corpus.total(clone));
        assertEquals(2, corpus.words(clone, "a"));
        corpus.trace.assertNothingRan();
    }

    @Test
    void closingItsSourceMeanwhileDoesNotDisturbIt() throws Exception {
        for (int i = 0; i < 300; i++) {
            corpus.text.set("f" + i, "one");
        }
        Snapshot source = corpus.db.snapshot();
        corpus.total(source);
        CompletableFuture<Snapshot> future = source.snapshotAsync();
        source.close();
        corpus.text.set("f1", "");
        Snapshot snapshot = future.get(60, TimeUnit.SECONDS);
        assertEquals(300, corpus.total(snapshot));
        assertEquals(1, corpus.words(snapshot, "f1"));
    }

    @OnEachCaller
    void aRunningQueryIsNotWaitedFor(Caller caller) throws Exception {
        Gate gate = new Gate();
        Query<String, Integer> slow = corpus.db.query("slow", String.class, Integer.class,
                corpus.trace.of("slow", file -> {
                    int words = corpus.words.get(file);
                    gate.pass();
                    return words;
                }));
        corpus.text.set("a", "one two");
        Running<Integer> request = caller.startCall(() -> slow.get("a"));
        gate.awaitReached();
        Snapshot snapshot = cloned(corpus.db);
        assertEquals(2, corpus.words(snapshot, "a"));
        corpus.trace.assertRan("slow(a)", "words(a)");
        corpus.text.set("a", "");
        gate.open();
        assertEquals(2, request.result());
        assertEquals(2, snapshot.call(() -> slow.get("a")));
        assertEquals(0, slow.get("a"));
    }

    @Test
    @Tag("snap.frozen")
    void insideACallItIsAtTheBlocksRevision() throws Exception {
        corpus.text.set("a", "one two");
        Snapshot snapshot = corpus.db.call(() -> {
            Caller.PLATFORM.run(() -> corpus.text.set("a", ""));
            return cloned(corpus.db);
        });
        assertEquals(2, corpus.words(snapshot, "a"));
    }

    @Test
    @Tag("snap.linearizable")
    void manyAtOnceWhileTheSourceIsEditedAreEachRight() throws Exception {
        List<CompletableFuture<Snapshot>> futures = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            corpus.text.set("a", "w ".repeat(i));
            corpus.total(corpus.db);
            futures.add(corpus.db.snapshotAsync());
        }
        corpus.trace.taken();
        for (int i = 0; i < 100; i++) {
            Snapshot snapshot = futures.get(i).get(60, TimeUnit.SECONDS);
            assertEquals(i, corpus.total(snapshot));
            assertEquals(i, corpus.words(snapshot, "a"));
            snapshot.close();
        }
        corpus.trace.assertNothingRan();
    }

    @Test
    @Tag("snap.close")
    void aClosedSourceRefuses() {
        Snapshot source = corpus.db.snapshot();
        source.close();
        assertThrows(IllegalStateException.class, source::snapshotAsync);
    }
}
