package dev.sofrito.revisions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.Revision;
import dev.sofrito.Snapshot;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Trace;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** A mutation made in a block moves the block to the revision it made. */
@Tag("rev.consistent-read")
@Timeout(60)
class OwnWritesTest {

    private final Trace trace = new Trace();
    private final Database db = Database.create();
    private final Input<String, Integer> size = db.input("size", String.class, Integer.class);
    private final Query<String, Integer> twice = db.query("twice", trace.of("twice", k -> 2 * size.find(k).orElse(0)));

    private static void elsewhere(Runnable mutation) {
        Caller.PLATFORM.start(mutation::run).uncheckedJoin();
    }

    @OnEachCaller
    void aBlockReadsWhatItWrote(Caller caller) throws Exception {
        size.set("a", 1);
        caller.run(() -> db.run(() -> {
            assertEquals(2, twice.get("a"));
            Revision set = size.set("a", 2);
            assertEquals(set, db.revision());
            assertEquals(2, size.get("a"));
            assertEquals(4, twice.get("a"));

            Revision removed = size.remove("a");
            assertEquals(removed, db.revision());
            assertEquals(Set.of(), size.keys());
            assertEquals(0, twice.get("a"));

            Revision committed = db.commit(() -> {
                size.set("a", 3);
                size.set("b", 4);
            });
            assertEquals(committed, db.revision());
            assertEquals(6, twice.get("a"));
            assertEquals(Set.of("a", "b"), size.keys());
        }));
        trace.assertRan("twice(a)", "twice(a)", "twice(a)", "twice(a)");
        assertEquals(3, size.get("a"));
    }

    @OnEachCaller
    void othersSeeWhatABlockWroteAtOnce(Caller caller) throws Exception {
        caller.run(() -> db.run(() -> {
            size.set("a", 1);
            elsewhere(() -> {
                assertEquals(1, size.get("a"));
                assertEquals(2, twice.get("a"));
            });
        }));
    }

    @OnEachCaller
    void afterItsOwnWriteABlockSeesNothingThatComesLater(Caller caller) throws Exception {
        caller.run(() -> db.run(() -> {
            Revision mine = size.set("a", 1);
            elsewhere(() -> {
                size.set("a", 9);
                size.set("b", 9);
            });
            assertEquals(mine, db.revision());
            assertEquals(1, size.get("a"));
            assertEquals(2, twice.get("a"));
            assertEquals(Optional.empty(), size.find("b"));
            assertEquals(0, twice.get("b"));
        }));
        assertEquals(18, twice.get("a"));
    }

    @OnEachCaller
    void theRevisionABlockMakesContainsWhatOthersCommittedBeforeIt(Caller caller) throws Exception {
        caller.run(() -> db.run(() -> {
            elsewhere(() -> size.set("b", 9));
            assertEquals(Set.of(), size.keys());
            Revision mine = size.set("a", 1);
            assertEquals(mine, db.revision());
            assertEquals(Set.of("a", "b"), size.keys());
            assertEquals(18, twice.get("b"));
        }));
    }

    @OnEachCaller
    void aBlockReadsWhatItWroteAlsoIfOthersHadWrittenTheSame(Caller caller) throws Exception {
        size.set("a", 1);
        size.set("b", 1);
        caller.run(() -> db.run(() -> {
            elsewhere(() -> {
                size.set("a", 2);
                size.remove("b");
            });
            assertEquals(1, size.get("a"));
            Revision set = size.set("a", 2);
            assertEquals(set, db.revision());
            assertEquals(2, size.get("a"));
            assertEquals(4, twice.get("a"));
            size.remove("b");
            assertEquals(Optional.empty(), size.find("b"));
        }));
    }

    @OnEachCaller
    void aBlockThatWritesWhatItReadsIntoASlotOthersChangedChangesItBack(Caller caller) throws Exception {
        size.set("a", 1);
        caller.run(() -> db.run(() -> {
            elsewhere(() -> size.set("a", 2));
            Revision before = db.revision();
            Revision after = size.set("a", size.get("a"));
            assertTrue(after.compareTo(before) > 0);
            assertEquals(1, size.get("a"));
        }));
        assertEquals(1, size.get("a"));
        assertEquals(2, twice.get("a"));
    }

    @OnEachCaller
    void aBlockReadsWhatANestedBlockWrote(Caller caller) throws Exception {
        caller.run(() -> db.run(() -> {
            Revision inner = db.<Revision, RuntimeException>call(() -> size.set("a", 1));
            assertEquals(inner, db.revision());
            assertEquals(1, size.get("a"));
            assertEquals(2, twice.get("a"));
        }));
    }

    @OnEachCaller
    void aBlockOnASnapshotReadsWhatItWroteThere(Caller caller) throws Exception {
        size.set("a", 1);
        caller.run(() -> {
            try (Snapshot snapshot = db.snapshot()) {
                snapshot.run(() -> {
                    size.set("a", 5);
                    elsewhere(() -> size.set("a", 9));
                    assertEquals(5, size.get("a"));
                    assertEquals(10, twice.get("a"));
                });
                assertEquals(10, snapshot.<Integer, RuntimeException>call(() -> twice.get("a")));
            }
            assertEquals(18, twice.get("a"));
        });
    }
}
