package dev.sofrito.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.Revision;
import dev.sofrito.Snapshot;
import dev.sofrito.TaskScope;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.Gate;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** Subtasks inherit the frame, the view and the revision of who opened the scope. */
@Tag("conc.fork")
@Timeout(60)
class TaskScopeTest {

    private final Database db = Database.create();
    private final Input<String, Integer> number = db.input("number", String.class, Integer.class);
    private final Query<String, Integer> next = db.query("next", k -> number.get(k) + 1);

    @OnEachCaller
    void subtasksGiveTheirResultsAfterJoin(Caller caller) throws Exception {
        number.set("a", 1);
        caller.run(() -> {
            try (var scope = TaskScope.open()) {
                var slot = scope.fork(() -> number.get("a"));
                var cell = scope.fork(() -> next.get("a"));
                var text = scope.fork(() -> "text");
                scope.join();
                assertEquals(1, slot.get());
                assertEquals(2, cell.get());
                assertEquals("text", text.get());
                assertEquals("text", text.get());
            }
        });
    }

    @OnEachCaller
    void aScopeWithoutSubtasksJoinsAtOnce(Caller caller) throws Exception {
        caller.run(() -> {
            try (var scope = TaskScope.open()) {
                scope.join();
            }
        });
    }

    @OnEachCaller
    void subtasksRunAtTheSameTime(Caller caller) throws Exception {
        CyclicBarrier together = new CyclicBarrier(20);
        caller.run(() -> {
            try (var scope = TaskScope.open()) {
                for (int i = 0; i < 20; i++) {
                    scope.fork(() -> together.await(30, TimeUnit.SECONDS));
                }
                scope.join();
            }
        });
    }

    @OnEachCaller
    void inAQueryTheyReadAtItsRevision(Caller caller) throws Exception {
        Gate gate = new Gate();
        Query<String, Integer> forking = db.query("forking", k -> {
            int before = number.get(k);
            gate.pass();
            try (var scope = TaskScope.open()) {
                var slot = scope.fork(() -> number.get(k));
                var cell = scope.fork(() -> next.get(k));
                var keys = scope.fork(() -> number.keys().size());
                scope.join();
                return before + 10 * slot.get() + 100 * cell.get() + 1000 * keys.get();
            }
        });
        number.set("a", 1);
        Running<Integer> request = caller.startCall(() -> forking.get("a"));
        gate.awaitReached();
        number.set("a", 5);
        number.set("b", 5);
        assertEquals(6, next.get("a"));
        gate.open();
        assertEquals(1211, request.result());
        assertEquals(2655, forking.get("a"));
    }

    @OnEachCaller
    void inABlockTheyReadAtItsRevision(Caller caller) throws Exception {
        Gate gate = new Gate();
        number.set("a", 1);
        Running<Integer> request = caller.startCall(() -> db.call(() -> {
            Revision here = db.revision();
            gate.pass();
            try (var scope = TaskScope.open()) {
                var slot = scope.fork(() -> number.get("a"));
                var cell = scope.fork(() -> next.get("a"));
                var revision = scope.fork(db::revision);
                scope.join();
                assertEquals(here, revision.get());
                return 10 * slot.get() + cell.get();
            }
        }));
        gate.awaitReached();
        number.set("a", 5);
        gate.open();
        assertEquals(12, request.result());
    }

    @OnEachCaller
    void inABlockThatWroteTheyReadItsWrites(Caller caller) throws Exception {
        number.set("a", 1);
        caller.run(() -> db.run(() -> {
            number.set("a", 7);
            try (var scope = TaskScope.open()) {
                var slot = scope.fork(() -> number.get("a"));
                var cell = scope.fork(() -> next.get("a"));
                scope.join();
                assertEquals(7, slot.get());
                assertEquals(8, cell.get());
            }
        }));
    }

    @OnEachCaller
    void inASnapshotTheyReadTheSnapshot(Caller caller) throws Exception {
        number.set("a", 1);
        try (Snapshot snapshot = db.snapshot()) {
            number.set("a", 5);
            caller.run(() -> snapshot.run(() -> {
                try (var scope = TaskScope.open()) {
                    var slot = scope.fork(() -> number.get("a"));
                    var cell = scope.fork(() -> next.get("a"));
                    var nested = scope.fork(() -> {
                        try (var inner = TaskScope.open()) {
                            var deep = inner.fork(() -> next.get("a"));
                            inner.join();
                            return deep.get();
                        }
                    });
                    scope.join();
                    assertEquals(1, slot.get());
                    assertEquals(2, cell.get());
                    assertEquals(2, nested.get());
                }
            }));
        }
    }

    @OnEachCaller
    void outsideOfBothTheyActOnTheDatabaseAsItIs(Caller caller) throws Exception {
        number.set("a", 1);
        caller.run(() -> {
            try (var scope = TaskScope.open()) {
                var before = scope.fork(() -> next.get("a"));
                scope.join();
                number.set("a", 5);
                assertEquals(2, before.get());
            }
            try (var scope = TaskScope.open()) {
                var after = scope.fork(() -> next.get("a"));
                scope.join();
                assertEquals(6, after.get());
            }
        });
    }

    @OnEachCaller
    void noThreadOutlivesItsScope(Caller caller) throws Exception {
        List<Thread> threads = new ArrayList<>();
        caller.run(() -> {
            try (var scope = TaskScope.open()) {
                List<TaskScope.Subtask<Thread>> subtasks = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    subtasks.add(scope.fork(Thread::currentThread));
                }
                scope.join();
                subtasks.forEach(subtask -> threads.add(subtask.get()));
            }
            threads.forEach(thread -> assertFalse(thread.isAlive(), thread::toString));
        });
        assertEquals(50, threads.size());
    }

    @OnEachCaller
    void tenThousandSubtasksJoin(Caller caller) throws Exception {
        Query<Integer, Integer> square = db.query("square", n -> n % 10 * (n % 10));
        caller.run(() -> {
            try (var scope = TaskScope.open()) {
                List<TaskScope.Subtask<Integer>> squares = new ArrayList<>();
                for (int i = 0; i < 10_000; i++) {
                    int n = i;
                    squares.add(scope.fork(() -> square.get(n)));
                }
                scope.join();
                assertEquals(285_000, squares.stream().mapToInt(TaskScope.Subtask::get).sum());
            }
        });
    }
}
