package dev.sofrito.revisions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Durability;
import dev.sofrito.Input;
import dev.sofrito.Interned;
import dev.sofrito.Query;
import dev.sofrito.QueryException;
import dev.sofrito.Revision;
import dev.sofrito.SingleInput;
import dev.sofrito.Snapshot;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** Revisions count the effective mutations of a view, and nothing else moves them. */
@Tag("rev.order")
@Timeout(60)
class RevisionOrderTest {

    private final Database db = Database.create();
    private final Input<String, Integer> size = db.input("size", String.class, Integer.class);
    private final Input<String, Integer> rare = db.input("rare", String.class, Integer.class, Durability.HIGH);
    private final SingleInput<String> root = db.single("root", String.class);
    private final Interned<String> symbol = db.interned("symbol", String.class);
    private final Query<String, Integer> twice = db.query("twice", k -> 2 * size.get(k));

    @OnEachCaller
    void everyEffectiveMutationMovesToAFreshGreaterRevision(Caller caller) throws Exception {
        List<Supplier<Revision>> mutations = List.of(
                () -> size.set("a", 1),
                () -> size.set("a", 2),
                () -> rare.set("a", 2),
                () -> root.set("src"),
                () -> size.set("a", 1),
                () -> size.remove("a"),
                root::remove,
                () -> db.commit(() -> size.set("a", 1)),
                () -> db.commit(() -> {
                    size.set("b", 1);
                    rare.remove("a");
                }));
        caller.run(() -> {
            Revision last = db.revision();
            for (Supplier<Revision> mutation : mutations) {
                Revision next = mutation.get();
                assertTrue(next.compareTo(last) > 0, next + " after " + last);
                assertEquals(next, db.revision());
                last = next;
            }
        });
    }

    @OnEachCaller
    void nothingElseMovesIt(Caller caller) throws Exception {
        Query<String, Integer> failing = db.query("failing", _ -> {
            throw new IllegalArgumentException("always");
        });
        size.set("a", 1);
        caller.run(() -> {
            Revision before = db.revision();
            size.set("a", 1);
            size.remove("b");
            root.remove();
            db.commit(() -> size.set("a", 1));
            assertThrows(ArithmeticException.class, () -> db.commit(() -> {
                size.set("a", 2);
                throw new ArithmeticException();
            }));
            size.get("a");
            size.find("b");
            size.keys();
            twice.get("a");
            twice.getAll(List.of("a"));
            twice.peek("a");
            assertThrows(QueryException.class, () -> failing.get("a"));
            symbol.intern("new");
            db.run(() -> twice.get("a"));
            db.collect(0);
            db.input("defined later", String.class, String.class);
            try (Snapshot snapshot = db.snapshot()) {
                snapshot.run(() -> size.set("a", 5));
                snapshot.snapshot().close();
            }
            assertEquals(before, db.revision());
        });
    }

    @OnEachCaller
    void concurrentMutationsGetRevisionsOfTheirOwnInTheOrderOfTheirEffects(Caller caller) throws Exception {
        int threads = 4;
        int each = 200;
        List<Running<List<Revision>>> all = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            String key = "k" + t;
            all.add(caller.startCall(() -> {
                List<Revision> mine = new ArrayList<>();
                for (int i = 0; i < each; i++) {
                    int value = i;
                    mine.add(i % 2 == 0 ? size.set(key, value) : db.commit(() -> size.set(key, value)));
                }
                return mine;
            }));
        }
        TreeSet<Revision> distinct = new TreeSet<>();
        for (Running<List<Revision>> running : all) {
            List<Revision> mine = running.result();
            assertEquals(mine.stream().sorted().toList(), mine, "later in one thread is greater");
            distinct.addAll(mine);
        }
        assertEquals(threads * each, distinct.size());
        assertEquals(distinct.last(), db.revision());
    }

    @OnEachCaller
    void aRevisionNamesOneState(Caller caller) throws Exception {
        Running<Void> writer = caller.start(() -> {
            for (int i = 1; i <= 2_000; i++) {
                size.set("n", i);
            }
        });
        Running<Void> reader = caller.start(() -> {
            Map<Revision, Optional<Integer>> states = new HashMap<>();
            while (!writer.isDone()) {
                db.run(() -> {
                    var state = size.find("n");
                    var known = states.putIfAbsent(db.revision(), state);
                    assertEquals(known == null ? state : known, state);
                });
            }
        });
        writer.join();
        reader.join();
    }

    @OnEachCaller
    void aSnapshotHasRevisionsOfItsOwn(Caller caller) throws Exception {
        size.set("a", 1);
        caller.run(() -> {
            try (Snapshot snapshot = db.snapshot()) {
                Revision taken = snapshot.revision();
                Revision source = db.revision();
                size.set("a", 2);
                assertEquals(taken, snapshot.revision());

                Revision moved = snapshot.commit(() -> size.set("a", 3));
                assertTrue(moved.compareTo(taken) > 0);
                assertEquals(moved, snapshot.revision());
                assertEquals(moved, snapshot.commit(() -> size.set("a", 3)));
                Revision again = snapshot.commit(() -> size.set("b", 3));
                assertTrue(again.compareTo(moved) > 0);
                assertTrue(db.revision().compareTo(source) > 0);
                assertEquals(2, size.get("a"));
            }
        });
    }
}
