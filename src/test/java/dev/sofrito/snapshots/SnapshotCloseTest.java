package dev.sofrito.snapshots;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sofrito.Query;
import dev.sofrito.Snapshot;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.Garbage;
import dev.sofrito.testing.Gate;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A closed snapshot refuses every use, and disturbs nobody else. */
@Tag("snap.close")
@Timeout(60)
class SnapshotCloseTest {

    private final Corpus corpus = new Corpus();

    @OnEachCaller
    void everyUseOfAClosedSnapshotIsRefused(Caller caller) throws Exception {
        corpus.text.set("a", "one");
        Snapshot snapshot = corpus.db.snapshot();
        corpus.words(snapshot, "a");
        snapshot.close();
        caller.run(() -> assertRefuses(snapshot));
        assertEquals(1, corpus.words(corpus.db, "a"));
    }

    @Test
    void aMutatedOneToo() {
        Snapshot snapshot = corpus.db.snapshot();
        corpus.set(snapshot, "a", "one");
        snapshot.close();
        assertRefuses(snapshot);
    }

    private static void assertRefuses(Snapshot snapshot) {
        assertThrows(IllegalStateException.class, () -> snapshot.call(() -> 1));
        assertThrows(IllegalStateException.class, () -> snapshot.run(() -> {}));
        assertThrows(IllegalStateException.class, () -> snapshot.commit(() -> {}));
        assertThrows(IllegalStateException.class, snapshot::snapshot);
        assertThrows(IllegalStateException.class, snapshot::snapshotAsync);
        assertThrows(IllegalStateException.class, snapshot::revision);
    }

    @Test
    void closingTwiceIsClosingOnce() {
        corpus.text.set("a", "one");
        Snapshot first = corpus.db.snapshot();
        Snapshot second = corpus.db.snapshot();
        corpus.text.set("a", "");
        first.close();
        first.close();
        first.close();
        assertEquals(1, corpus.words(second, "a"));
        assertRefuses(first);
    }

    @Test
    void closingOneLeavesTheOthersWhatTheyHad() {
        List<Snapshot> snapshots = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            corpus.text.set("a", "w ".repeat(i));
            corpus.total(corpus.db);
            snapshots.add(corpus.db.snapshot());
            snapshots.add(corpus.db.snapshot());
        }
        for (int i = 0; i < 60; i++) {
            if (i % 2 == 0 || i % 3 == 0) {
                snapshots.get(i).close();
            }
        }
        corpus.trace.taken();
        for (int i = 0; i < 60; i++) {
            if (i % 2 != 0 && i % 3 != 0) {
                assertEquals(i / 2, corpus.total(snapshots.get(i)));
            }
        }
        assertEquals(29, corpus.total(corpus.db));
        corpus.trace.assertNothingRan();
    }

    @OnEachCaller
    void callsThatAreUnderWayFinish(Caller caller) throws Exception {
        Gate gate = new Gate();
        Query<String, Integer> slow = corpus.db.query("slow", String.class, Integer.class, file -> {
            gate.pass();
            return corpus.words.get(file);
        });
        corpus.text.set("a", "one two");
        Snapshot snapshot = corpus.db.snapshot();
        corpus.text.set("a", "one");
        Running<Integer> request = caller.startCall(() -> snapshot.call(() -> slow.get("a") + corpus.words.get("a")));
        gate.awaitReached();
        Running<Void> closing = Caller.PLATFORM.start(snapshot::close);
        Running.await(() -> isClosed(snapshot));
        gate.open();
        closing.join();
        assertEquals(4, request.result());
    }

    private static boolean isClosed(Snapshot snapshot) {
        try {
            snapshot.revision();
            return false;
        } catch (IllegalStateException closed) {
            return true;
        }
    }

    @Test
    void aBlockInScopeEndsWithTheBlockNotWithTheSnapshot() {
        corpus.text.set("a", "one two");
        Snapshot snapshot = corpus.db.snapshot();
        assertEquals(2, snapshot.call(() -> {
            snapshot.close();
            return corpus.words.get("a");
        }));
        assertRefuses(snapshot);
    }

    @OnEachCaller
    void aSnapshotIsNotForgottenWhileItIsUsed(Caller caller) throws Exception {
        corpus.text.set("a", "one two");
        corpus.total(corpus.db);
        corpus.trace.taken();
        int words = caller.call(() -> corpus.db.snapshot().call(() -> {
            Caller.PLATFORM.run(() -> {
                corpus.text.set("a", "one");
                assertEquals(1, corpus.words.get("a"));
            });
            for (int i = 0; i < 3; i++) {
                Garbage.awaitCleared(new WeakReference<>(new Object()));
            }
            return corpus.words.get("a") + corpus.total.get("all");
        }));
        assertEquals(4, words);
        corpus.trace.assertRan("words(a)");
    }
}
