package dev.sofrito.inputs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.QueryException;
import dev.sofrito.Revision;
import dev.sofrito.SingleInput;
import dev.sofrito.Snapshot;
import dev.sofrito.TaskScope;
import dev.sofrito.Tracking;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** A query may not change what it is computed from, by no way round. */
@Tag("input.in-query")
@Timeout(60)
class MutationInQueryTest {

    private final Database db = Database.create();
    private final Input<String, Integer> size = db.input("size", String.class, Integer.class);
    private final SingleInput<String> root = db.single("root", String.class);
    private final Map<String, Runnable> mutations = new TreeMap<>(Map.of(
            "set", () -> size.set("a", 2),
            "set anew", () -> size.set("b", 2),
            "set equal", () -> size.set("a", 1),
            "remove", () -> size.remove("a"),
            "remove absent", () -> size.remove("never"),
            "set single", () -> root.set("lib"),
            "remove single", root::remove,
            "commit", () -> db.commit(() -> size.set("a", 2)),
            "commit nothing", () -> db.commit(() -> {})));

    /** Does a mutation inside a query in the manner given, and checks that it was refused and had no effect. */
    private void assertRefused(Caller caller, Consumer<Runnable> manner) throws Exception {
        size.set("a", 1);
        root.set("src");
        Query<String, String> query = db.query("mutating", name -> {
            manner.accept(mutations.get(name));
            return "got away with it";
        });
        caller.run(() -> {
            for (String name : mutations.keySet()) {
                Revision before = db.revision();
                QueryException e = assertThrows(QueryException.class, () -> query.get(name), name);
                assertInstanceOf(IllegalStateException.class, e.getCause(), name);
                assertNotNull(e.getCause().getMessage(), name);
                assertNothingChanged(before);
            }
        });
    }

    private void assertNothingChanged(Revision before) {
        assertEquals(before, db.revision());
        assertEquals(Set.of("a"), size.keys());
        assertEquals(1, size.get("a"));
        assertEquals("src", root.get());
    }

    @OnEachCaller
    void directly(Caller caller) throws Exception {
        assertRefused(caller, Runnable::run);
    }

    @OnEachCaller
    void throughABlockOfTheSameView(Caller caller) throws Exception {
        assertRefused(caller, mutation -> db.run(mutation));
    }

    @OnEachCaller
    void fromAForkedSubtask(Caller caller) throws Exception {
        assertRefused(caller, mutation -> {
            try (TaskScope scope = TaskScope.open()) {
                TaskScope.Subtask<Throwable> subtask =
                        scope.fork(() -> assertThrows(IllegalStateException.class, mutation::run));
                scope.join();
                throw (IllegalStateException) subtask.get();
            }
        });
    }

    @OnEachCaller
    void fromASubtaskOfASubtask(Caller caller) throws Exception {
        assertRefused(caller, mutation -> {
            try (TaskScope outer = TaskScope.open()) {
                TaskScope.Subtask<Throwable> subtask = outer.fork(() -> {
                    try (TaskScope inner = TaskScope.open()) {
                        TaskScope.Subtask<Throwable> innermost =
                                inner.fork(() -> assertThrows(IllegalStateException.class, mutation::run));
                        inner.join();
                        return innermost.get();
                    }
                });
                outer.join();
                throw (IllegalStateException) subtask.get();
            }
        });
    }

    @OnEachCaller
    void fromAForeignExecutorThatTracks(Caller caller) throws Exception {
        try (var executor = Executors.newSingleThreadExecutor()) {
            assertRefused(caller, mutation -> {
                Throwable refusal;
                try {
                    refusal = executor.submit(Tracking.wrap(
                            () -> (Throwable) assertThrows(IllegalStateException.class, mutation::run))).get();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
                throw (IllegalStateException) refusal;
            });
        }
    }

    @OnEachCaller
    void fromAQueryThatAnotherQueryAsksFor(Caller caller) throws Exception {
        size.set("a", 1);
        root.set("src");
        Query<String, Integer> inner = db.query("inner", k -> {
            size.set(k, 2);
            return 0;
        });
        Query<String, Integer> outer = db.query("outer", k -> inner.getAll(List.of(k)).size());
        caller.run(() -> {
            Revision before = db.revision();
            QueryException e = assertThrows(QueryException.class, () -> outer.get("a"));
            assertInstanceOf(IllegalStateException.class, e.getCause());
            assertEquals(List.of("outer(a)", "inner(a)"), e.path());
            assertNothingChanged(before);
        });
    }

    @OnEachCaller
    void aQueryMayCatchTheRefusalAndGoOn(Caller caller) throws Exception {
        size.set("a", 1);
        root.set("src");
        Query<String, Integer> stubborn = db.query("stubborn", k -> {
            assertThrows(IllegalStateException.class, () -> size.set(k, 2));
            assertThrows(IllegalStateException.class, () -> db.commit(root::remove));
            return size.get(k);
        });
        caller.run(() -> {
            Revision before = db.revision();
            assertEquals(1, stubborn.get("a"));
            assertNothingChanged(before);
            size.set("a", 7);
            assertEquals(7, stubborn.get("a"));
        });
    }

    @OnEachCaller
    void onASnapshotToo(Caller caller) throws Exception {
        size.set("a", 1);
        root.set("src");
        Query<String, Integer> query = db.query("query", k -> {
            size.set(k, 2);
            return 0;
        });
        caller.run(() -> {
            Revision before = db.revision();
            try (Snapshot snapshot = db.snapshot()) {
                Revision frozen = snapshot.revision();
                QueryException e = assertThrows(QueryException.class,
                        () -> snapshot.<Integer, RuntimeException>call(() -> query.get("a")));
                assertInstanceOf(IllegalStateException.class, e.getCause());
                assertEquals(frozen, snapshot.revision());
                assertEquals(1, snapshot.<Integer, RuntimeException>call(() -> size.get("a")));
            }
            assertNothingChanged(before);
        });
    }

    @OnEachCaller
    void aThreadThatHasNothingToDoWithTheQueryMayMutateMeanwhile(Caller caller) throws Exception {
        size.set("a", 1);
        Query<String, Integer> query = db.query("query", k -> {
            int before = size.get(k);
            Caller.PLATFORM.start(() -> size.set(k, before + 1)).join();
            return size.get(k);
        });
        Running<Integer> request = caller.startCall(() -> query.get("a"));
        assertEquals(1, request.result(), "the query stays at its revision");
        assertEquals(2, size.get("a"));
    }

    @OnEachCaller
    void outsideOfAQueryMutationsWorkAgain(Caller caller) throws Exception {
        size.set("a", 1);
        Query<String, Integer> query = db.query("query", k -> {
            size.set(k, 2);
            return 0;
        });
        caller.run(() -> {
            assertThrows(QueryException.class, () -> query.get("a"));
            Revision before = db.revision();
            assertTrue(size.set("a", 3).compareTo(before) > 0);
            assertTrue(db.commit(() -> size.set("a", 4)).compareTo(before) > 0);
        });
    }
}
