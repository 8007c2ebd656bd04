package dev.sofrito.snapshots;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.Revision;
import dev.sofrito.Snapshot;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A snapshot is taken at one instant between call and return. */
@Tag("snap.linearizable")
@Timeout(120)
class SnapshotLinearizableTest {

    private static final int SLOTS = 5;
    private static final int SNAPSHOTS = 1500;

    @Test
    void aMutationThatReturnedIsInItAndALaterOneIsNot() throws Exception {
        try (Database db = Database.create()) {
            Input<String, Integer> in = db.input("in", String.class, Integer.class);
            for (int i = 0; i < 200; i++) {
                int now = i;
                Caller.VIRTUAL.run(() -> in.set("a", now));
                try (Snapshot snapshot = db.snapshot()) {
                    Caller.VIRTUAL.run(() -> in.set("a", -1));
                    assertEquals(now, snapshot.call(() -> in.get("a")));
                }
            }
        }
    }

    @OnEachCaller
    void noBatchIsInItByHalf(Caller caller) throws Exception {
        try (Database db = Database.create()) {
            Input<Integer, Integer> in = db.input("in", Integer.class, Integer.class);
            Query<String, Integer> sum = db.query("sum", String.class, Integer.class,
                    ignored -> in.keys().stream().mapToInt(in::get).sum());
            AtomicInteger begun = new AtomicInteger();
            AtomicInteger ended = new AtomicInteger();
            setAll(db, in, 0);
            try (Loop writer = new Loop(caller, () -> {
                setAll(db, in, begun.incrementAndGet());
                ended.incrementAndGet();
            })) {
                Running.await(() -> ended.get() > 0);
                List<Running<Void>> readers = new ArrayList<>();
                for (int reader = 0; reader < 2; reader++) {
                    readers.add(caller.start(() -> {
                        int previous = 0;
                        for (int i = 0; i < SNAPSHOTS; i++) {
                            previous = snapshotSeesOneBatch(db, in, sum, begun, ended, previous);
                            Thread.yield();   // or virtual readers keep the writer from ever getting a carrier
                        }
                    }));
                }
                for (Running<Void> reader : readers) {
                    reader.join();
                }
                writer.check();
            }
        }
    }

    /** Takes a snapshot while batches land, and gives the number of the batch it holds. */
    private static int snapshotSeesOneBatch(Database db, Input<Integer, Integer> in, Query<String, Integer> sum,
            AtomicInteger begun, AtomicInteger ended, int previous) {
        int least = Math.max(ended.get(), previous);
        try (Snapshot snapshot = db.snapshot()) {
            int most = begun.get();
            int value = snapshot.call(() -> in.get(0));
            assertTrue(least <= value && value <= most, () -> value + " is not in " + least + ".." + most);
            for (int slot = 0; slot < SLOTS; slot++) {
                int key = slot;
                assertEquals(value, snapshot.call(() -> in.get(key)));
            }
            assertEquals(SLOTS * value, snapshot.call(() -> sum.get("all")));
            return value;
        }
    }

    private static void setAll(Database db, Input<Integer, Integer> in, int value) {
        db.commit(() -> {
            for (int slot = 0; slot < SLOTS; slot++) {
                in.set(slot, value);
            }
        });
    }

    @OnEachCaller
    void mutationsEnterItInTheirOrder(Caller caller) throws Exception {
        try (Database db = Database.create()) {
            Input<String, Integer> in = db.input("in", String.class, Integer.class);
            in.set("first", 0);
            in.set("second", 0);
            AtomicInteger next = new AtomicInteger();
            try (Loop writer = new Loop(caller, () -> {
                int i = next.incrementAndGet();
                in.set("first", i);
                in.set("second", i);
            })) {
                caller.run(() -> {
                    for (int i = 0; i < SNAPSHOTS; i++) {
                        try (Snapshot snapshot = db.snapshot()) {
                            int second = snapshot.call(() -> in.get("second"));
                            int ahead = snapshot.call(() -> in.get("first")) - second;
                            assertTrue(ahead == 0 || ahead == 1, () -> "first is ahead of second by " + ahead);
                        }
                        Thread.yield();
                    }
                });
                writer.check();
            }
        }
    }

    @OnEachCaller
    void insideACallItIsTakenAtTheBlocksRevision(Caller caller) throws Exception {
        try (Corpus corpus = new Corpus()) {
            Revision before = corpus.text.set("a", "one");
            Snapshot snapshot = caller.call(() -> corpus.db.call(() -> {
                Caller.PLATFORM.run(() -> corpus.text.set("a", "one two"));
                return corpus.db.snapshot();
            }));
            assertEquals(before, snapshot.revision());
            assertEquals("one", corpus.text(snapshot, "a"));
            assertEquals(1, corpus.words(snapshot, "a"));
            assertEquals(2, corpus.words(corpus.db, "a"));
        }
    }

    @Test
    void insideACallItHoldsTheBlocksOwnWrites() {
        try (Corpus corpus = new Corpus()) {
            Snapshot snapshot = corpus.db.call(() -> {
                corpus.text.set("a", "own write");
                return corpus.db.snapshot();
            });
            corpus.text.set("a", "");
            assertEquals(2, corpus.words(snapshot, "a"));
        }
    }

    /** A thread that repeats a body until it is closed. */
    private static final class Loop implements AutoCloseable {

        private final AtomicBoolean stop = new AtomicBoolean();   // set by close, read by the thread
        private final Running<Void> thread;

        Loop(Caller caller, Runnable body) {
            thread = caller.start(() -> {
                while (!stop.get()) {
                    body.run();
                    Thread.yield();
                }
            });
        }

        /** Ends the loop and throws what it threw. */
        void check() throws Exception {
            stop.set(true);
            thread.join();
        }

        @Override
        public void close() {
            stop.set(true);
        }
    }
}
