package dev.sofrito.snapshots;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sofrito.Interned;
import dev.sofrito.Query;
import dev.sofrito.Ref;
import dev.sofrito.Snapshot;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.Gate;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A snapshot is a view of its own: what it promises it promises also when its database has been closed. */
@Tag("snap.frozen")
@Tag("snap.queries")
@Tag("snap.isolated")
@Timeout(60)
class SnapshotOfClosedDatabaseTest {

    private final Corpus corpus = new Corpus();

    private Snapshot snapshotOfClosed() {
        corpus.text.set("a", "to be or not");
        corpus.text.set("b", "to be");
        assertEquals(4, corpus.words(corpus.db, "a"));
        Snapshot snapshot = corpus.db.snapshot();
        corpus.db.close();
        corpus.trace.taken();
        return snapshot;
    }

    @OnEachCaller
    void itReadsAndUsesWhatIsCachedAndComputesTheRestOnce(Caller caller) throws Exception {
        try (Snapshot snapshot = snapshotOfClosed()) {
            caller.run(() -> {
                assertEquals("to be", corpus.text(snapshot, "b"));
                assertEquals(4, corpus.words(snapshot, "a"));
                corpus.trace.assertNothingRan();
                assertEquals(6, corpus.total(snapshot));
                assertEquals(6, corpus.total(snapshot));
                corpus.trace.assertRan("total(all)", "words(b)");
            });
            assertThrows(IllegalStateException.class, () -> corpus.total.get("all"));
        }
    }

    @OnEachCaller
    void anOldOneReadsItsOwnRevision(Caller caller) throws Exception {
        corpus.text.set("a", "to be");
        assertEquals(2, corpus.total(corpus.db));
        try (Snapshot snapshot = corpus.db.snapshot()) {
            corpus.text.set("a", "to be or not");
            assertEquals(4, corpus.total(corpus.db));
            corpus.db.close();
            corpus.trace.taken();
            caller.run(() -> assertEquals(2, corpus.total(snapshot)));
            corpus.trace.assertNothingRan();
        }
    }

    @OnEachCaller
    void itMayBeMutatedAndHasSnapshots(Caller caller) throws Exception {
        try (Snapshot snapshot = snapshotOfClosed()) {
            caller.run(() -> {
                corpus.set(snapshot, "b", "to be or");
                assertEquals(7, corpus.total(snapshot));
                corpus.trace.assertRan("total(all)", "words(b)");
                try (Snapshot second = snapshot.snapshot()) {
                    corpus.set(snapshot, "b", "");
                    assertEquals(7, corpus.total(second));
                    assertEquals(4, corpus.total(snapshot));
                }
            });
        }
    }

    @Test
    void aCloneBegunBeforeCompletes() throws Exception {
        corpus.text.set("a", "to be");
        assertEquals(2, corpus.total(corpus.db));
        CompletableFuture<Snapshot> future = corpus.db.snapshotAsync();
        corpus.db.close();
        corpus.trace.taken();
        try (Snapshot snapshot = future.get()) {
            assertEquals(2, corpus.total(snapshot));
            corpus.trace.assertNothingRan();
        }
    }

    @Test
    void closingItToo() {
        Snapshot snapshot = snapshotOfClosed();
        snapshot.close();
        assertThrows(IllegalStateException.class, () -> corpus.total(snapshot));
    }

    @OnEachCaller
    @Tag("intern.dedup")
    void itsQueriesIntern(Caller caller) throws Exception {
        Interned<String> names = corpus.db.interned("names", String.class);
        Query<String, Ref<String>> name = corpus.db.query("name", key -> names.intern(corpus.text.get(key)));
        corpus.text.set("a", "x");
        Ref<String> known = names.intern("x");
        try (Snapshot snapshot = corpus.db.snapshot()) {
            corpus.db.close();
            caller.run(() -> assertSame(known, snapshot.call(() -> name.get("a"))));
            assertThrows(IllegalStateException.class, () -> names.intern("x"));
        }
    }

    @OnEachCaller
    @Tag("intern.dedup")
    void aRequestUnderWayInternsAndFinishes(Caller caller) throws Exception {
        Gate gate = new Gate();
        Interned<String> names = corpus.db.interned("names", String.class);
        Query<String, Ref<String>> name = corpus.db.query("name", key -> {
            gate.pass();
            return names.intern(corpus.text.get(key));
        });
        corpus.text.set("a", "x");
        Running<Ref<String>> request = caller.startCall(() -> name.get("a"));
        gate.awaitReached();
        corpus.db.close();
        gate.open();
        assertEquals("x", request.result().value());
    }
}
