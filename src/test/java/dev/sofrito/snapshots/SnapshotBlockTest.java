package dev.sofrito.snapshots;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Query;
import dev.sofrito.QueryException;
import dev.sofrito.Revision;
import dev.sofrito.Snapshot;
import dev.sofrito.TaskScope;
import dev.sofrito.Tracking;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code call} and {@code run} bring a snapshot into scope, pinned to one of its revisions. */
@Tag("snap.queries")
@Timeout(60)
class SnapshotBlockTest {

    private final Corpus corpus = new Corpus();
    private Snapshot snapshot = corpus.db.snapshot();

    @BeforeEach
    void edit() {
        corpus.text.set("a", "old");
        snapshot = corpus.db.snapshot();
        corpus.text.set("a", "new one");
    }

    @OnEachCaller
    void theBlockActsOnTheSnapshotAndTheRestOnTheDatabase(Caller caller) throws Exception {
        caller.run(() -> {
            assertEquals(2, corpus.words.get("a"));
            snapshot.run(() -> {
                assertEquals(1, corpus.words.get("a"));
                assertEquals("old", corpus.text.get("a"));
                assertTrue(Thread.currentThread().isVirtual());
            });
            assertEquals(2, corpus.words.get("a"));
        });
    }

    @Test
    void theBlockOfAnInnermostViewCounts() {
        Snapshot other = corpus.db.snapshot();
        corpus.set(other, "a", "");
        snapshot.run(() -> {
            assertEquals(1, corpus.words.get("a"));
            assertEquals(2, corpus.words(corpus.db, "a"));
            assertEquals(0, corpus.words(other, "a"));
            assertEquals("old", corpus.text.get("a"));
        });
    }

    @OnEachCaller
    void callGivesWhatTheBlockGivesAndThrowsWhatItThrows(Caller caller) throws Exception {
        caller.run(() -> {
            assertEquals("old", snapshot.call(() -> corpus.text.get("a")));
            assertNull(snapshot.call(() -> null));
            IOException thrown = new IOException("thrown in the block");
            assertSame(thrown, assertThrows(IOException.class, () -> snapshot.call(() -> {
                throw thrown;
            })));
            Error error = new AssertionError("thrown in the block");
            assertSame(error, assertThrows(AssertionError.class, () -> snapshot.run(() -> {
                throw error;
            })));
        });
    }

    @OnEachCaller
    @Tag("rev.consistent-read")
    void aBlockStaysAtItsRevisionWhileTheSnapshotIsMutated(Caller caller) throws Exception {
        caller.run(() -> snapshot.call(() -> {
            Revision pinned = snapshot.revision();
            Caller.PLATFORM.run(() -> corpus.set(snapshot, "a", "by another thread"));
            Caller.VIRTUAL.run(() -> corpus.text.set("a", ""));
            assertEquals("old", corpus.text.get("a"));
            assertEquals(1, corpus.words.get("a"));
            assertEquals(pinned, snapshot.revision());
            return 0;
        }));
        assertEquals("by another thread", corpus.text(snapshot, "a"));
        assertEquals(3, corpus.words(snapshot, "a"));
        assertEquals(0, corpus.words(corpus.db, "a"));
    }

    @OnEachCaller
    @Tag("rev.consistent-read")
    void aBlockReadsItsOwnWrites(Caller caller) throws Exception {
        caller.run(() -> snapshot.run(() -> {
            Revision set = corpus.text.set("a", "written by the block");
            assertEquals(set, snapshot.revision());
            assertEquals("written by the block", corpus.text.get("a"));
            assertEquals(4, corpus.words.get("a"));
            corpus.text.remove("a");
            assertEquals(0, corpus.total.get("all"));
        }));
        assertEquals(2, corpus.total(corpus.db));
    }

    @OnEachCaller
    void forksAndWrappedTasksReadTheSnapshot(Caller caller) throws Exception {
        Query<String, Integer> forked = corpus.db.query("forked", String.class, Integer.class, file -> {
            try (TaskScope scope = TaskScope.open()) {
                TaskScope.Subtask<Integer> direct = scope.fork(() -> corpus.text.get(file).length());
                TaskScope.Subtask<Integer> derived = scope.fork(() -> corpus.words.get(file));
                scope.join();
                return direct.get() * 10 + derived.get();
            }
        });
        try (ExecutorService executor = Executors.newFixedThreadPool(1)) {
            caller.run(() -> snapshot.call(() -> {
                assertEquals(31, forked.get("a"));
                assertEquals(Map.of("a", 1), corpus.words.getAll(List.of("a")));
                try (TaskScope scope = TaskScope.open()) {
                    TaskScope.Subtask<Integer> subtask = scope.fork(() -> corpus.words.get("a"));
                    scope.join();
                    assertEquals(1, subtask.get());
                }
                assertEquals("old", executor.submit(Tracking.wrap(() -> corpus.text.get("a"))).get());
                assertEquals("new one", executor.submit(() -> corpus.text.get("a")).get());
                return 0;
            }));
        }
        assertEquals(72, forked.get("a"));
    }

    @OnEachCaller
    void aFailureInASnapshotIsReportedAsInTheDatabase(Caller caller) throws Exception {
        caller.run(() -> {
            QueryException failure = assertThrows(QueryException.class, () -> corpus.words(snapshot, "absent"));
            assertEquals(List.of("words(absent)"), failure.path());
        });
    }

    @OnEachCaller
    void aQueryMayNotReadAnotherView(Caller caller) throws Exception {
        Query<String, Integer> crossing =
                corpus.db.query("crossing", String.class, Integer.class, file -> corpus.words(snapshot, file));
        caller.run(() -> {
            QueryException failure = assertThrows(QueryException.class, () -> crossing.get("a"));
            assertInstanceOf(IllegalStateException.class, failure.getCause());
        });
    }
}
