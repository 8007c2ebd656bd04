package dev.sofrito.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Query;
import dev.sofrito.QueryException;
import dev.sofrito.TaskScope;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.Gate;
import dev.sofrito.testing.OnEachCaller;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** What a scope is not made for is refused with {@link IllegalStateException}. */
@Tag("conc.fork")
@Timeout(60)
class TaskScopeMisuseTest {

    private final Database db = Database.create();

    @OnEachCaller
    void forkingIntoAClosedScope(Caller caller) throws Exception {
        AtomicBoolean ran = new AtomicBoolean();
        caller.run(() -> {
            TaskScope scope = TaskScope.open();
            scope.close();
            assertThrows(IllegalStateException.class, () -> scope.fork(() -> ran.getAndSet(true)));
        });
        assertTrue(!ran.get());
    }

    @OnEachCaller
    void joiningAClosedScope(Caller caller) throws Exception {
        caller.run(() -> {
            TaskScope scope = TaskScope.open();
            scope.close();
            assertThrows(IllegalStateException.class, scope::join);
        });
    }

    @OnEachCaller
    void closingTwiceDoesNothing(Caller caller) throws Exception {
        caller.run(() -> {
            TaskScope scope = TaskScope.open();
            scope.fork(() -> 1);
            scope.join();
            scope.close();
            scope.close();
        });
    }

    @OnEachCaller
    void usingTheScopeOfAnotherThread(Caller caller) throws Exception {
        try (var scope = TaskScope.open()) {
            caller.run(() -> {
                assertThrows(IllegalStateException.class, () -> scope.fork(() -> 1));
                assertThrows(IllegalStateException.class, scope::join);
                assertThrows(IllegalStateException.class, scope::close);
            });
            var mine = scope.fork(() -> 1);
            scope.join();
            assertEquals(1, mine.get());
        }
    }

    @OnEachCaller
    void forkingFromASubtaskIntoItsParentsScope(Caller caller) throws Exception {
        caller.run(() -> {
            try (var scope = TaskScope.open()) {
                scope.fork(() -> scope.fork(() -> 1));
                QueryException e = assertThrows(QueryException.class, scope::join);
                assertInstanceOf(IllegalStateException.class, e.getCause());
            }
        });
    }

    @OnEachCaller
    void lookingAtAResultBeforeJoin(Caller caller) throws Exception {
        Gate gate = new Gate();
        caller.run(() -> {
            try (var scope = TaskScope.open()) {
                var running = scope.fork(() -> {
                    gate.pass();
                    return 1;
                });
                var other = scope.fork(() -> 2);
                gate.awaitReached();
                assertThrows(IllegalStateException.class, running::get);
                assertThrows(IllegalStateException.class, other::get);
                gate.open();
                scope.join();
                assertEquals(1, running.get());
                assertEquals(2, other.get());
            }
        });
    }

    @OnEachCaller
    void usingTheScopeOfAQueryThatEnded(Caller caller) throws Exception {
        List<TaskScope> leaked = new ArrayList<>();
        Query<String, Integer> leaking = db.query("leaking", k -> {
            try (var scope = TaskScope.open()) {
                leaked.add(scope);
                scope.fork(() -> 1);
                scope.join();
                return 1;
            }
        });
        caller.run(() -> {
            assertEquals(1, leaking.get("k"));
            assertThrows(IllegalStateException.class, () -> leaked.getFirst().fork(() -> 1));
        });
    }

    @OnEachCaller
    void forkingNothing(Caller caller) throws Exception {
        caller.run(() -> {
            try (TaskScope scope = TaskScope.open()) {
                Callable<Integer> nothing = null;
                NullPointerException e = assertThrows(NullPointerException.class, () -> scope.fork(nothing));
                assertEquals("task", e.getMessage());
            }
        });
    }
}
