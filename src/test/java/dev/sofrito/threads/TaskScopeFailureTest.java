package dev.sofrito.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.QueryException;
import dev.sofrito.TaskScope;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** The first failure of a subtask cancels the others and reaches who joins, and the query's failure, as its cause. */
@Tag("conc.fork")
@Timeout(60)
class TaskScopeFailureTest {

    private final Database db = Database.create();
    private final Input<String, Integer> number = db.input("number", String.class, Integer.class);
    private final IOException trouble = new IOException("no");
    private final Query<String, Integer> failing = db.query("failing", k -> {
        throw trouble;
    });

    private int fail() throws IOException {
        throw trouble;
    }

    @OnEachCaller
    void outsideOfAQueryTheCauseIsWhatTheSubtaskThrew(Caller caller) throws Exception {
        caller.run(() -> {
            try (var scope = TaskScope.open()) {
                scope.fork(() -> 1);
                scope.fork(this::fail);
                QueryException e = assertThrows(QueryException.class, scope::join);
                assertSame(trouble, e.getCause());
            }
        });
    }

    @OnEachCaller
    void anErrorIsACauseAsWell(Caller caller) throws Exception {
        Error error = new AssertionError("no");
        caller.run(() -> {
            try (var scope = TaskScope.open()) {
                scope.fork(() -> {
                    throw error;
                });
                assertSame(error, assertThrows(QueryException.class, scope::join).getCause());
            }
        });
    }

    @OnEachCaller
    void aFailureOfAQueryComesThroughItself(Caller caller) throws Exception {
        caller.run(() -> {
            try (var scope = TaskScope.open()) {
                scope.fork(() -> failing.get("a"));
                QueryException e = assertThrows(QueryException.class, scope::join);
                assertSame(trouble, e.getCause());
                assertEquals(List.of("failing(a)"), e.path());
            }
        });
    }

    @OnEachCaller
    void inAQueryItIsTheCauseOfTheQuerysFailure(Caller caller) throws Exception {
        Query<String, Integer> forking = db.query("forking", k -> {
            try (var scope = TaskScope.open()) {
                var a = scope.fork(() -> 1);
                var b = scope.fork(this::fail);
                scope.join();
                return a.get() + b.get();
            }
        });
        caller.run(() -> {
            QueryException e = assertThrows(QueryException.class, () -> forking.get("k"));
            assertSame(trouble, e.getCause());
            assertEquals(List.of("forking(k)"), e.path());
        });
    }

    @OnEachCaller
    void throughNestedScopesItIsStillTheCause(Caller caller) throws Exception {
        Query<String, Integer> forking = db.query("forking", k -> nested(5, this::fail));
        Query<String, Integer> deeper = db.query("deeper", k -> nested(3, () -> failing.get("x")));
        caller.run(() -> {
            QueryException e = assertThrows(QueryException.class, () -> forking.get("k"));
            assertSame(trouble, e.getCause());
            assertEquals(List.of("forking(k)"), e.path());
            e = assertThrows(QueryException.class, () -> deeper.get("k"));
            assertSame(trouble, e.getCause());
            assertEquals(List.of("deeper(k)", "failing(x)"), e.path());
        });
    }

    private static int nested(int levels, Callable<Integer> task) throws Exception {
        if (levels == 0) {
            return task.call();
        }
        try (var scope = TaskScope.open()) {
            var below = scope.fork(() -> nested(levels - 1, task));
            scope.join();
            return below.get();
        }
    }

    @OnEachCaller
    void aQueryThatCatchesItGoesOn(Caller caller) throws Exception {
        Query<String, Integer> picky = db.query("picky", k -> {
            if (number.get(k) < 0) {
                throw trouble;
            }
            return number.get(k);
        });
        Query<String, Integer> catching = db.query("catching", k -> {
            try (var scope = TaskScope.open()) {
                var part = scope.fork(() -> picky.get(k));
                scope.join();
                return part.get();
            } catch (QueryException e) {
                return 0;
            }
        });
        number.set("a", -1);
        caller.run(() -> assertEquals(0, catching.get("a")));
        number.set("a", 5);
        caller.run(() -> assertEquals(5, catching.get("a")));
    }

    @OnEachCaller
    void theOthersAreInterrupted(Caller caller) throws Exception {
        CountDownLatch running = new CountDownLatch(3);
        CountDownLatch interrupted = new CountDownLatch(3);
        caller.run(() -> {
            try (var scope = TaskScope.open()) {
                for (int i = 0; i < 3; i++) {
                    scope.fork(() -> {
                        running.countDown();
                        try {
                            new CountDownLatch(1).await();
                        } catch (InterruptedException e) {
                            interrupted.countDown();
                            throw e;
                        }
                        return 0;
                    });
                }
                scope.fork(() -> {
                    running.await();
                    return fail();
                });
                assertSame(trouble, assertThrows(QueryException.class, scope::join).getCause());
            }
            assertEquals(0, interrupted.getCount(), "all had ended when the scope was left");
        });
    }

    @OnEachCaller
    void othersThatWaitInAQueryAreCancelledAndItsCellIsNotHarmed(Caller caller) throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch opened = new CountDownLatch(1);
        Query<String, Integer> slow = db.query("slow", k -> {
            running.countDown();
            opened.await();
            return 42;
        });
        Query<String, Integer> forking = db.query("forking", k -> {
            try (var scope = TaskScope.open()) {
                scope.fork(() -> slow.get(k));
                scope.fork(() -> {
                    running.await();
                    return fail();
                });
                scope.join();
                return 0;
            }
        });
        caller.run(() -> {
            QueryException e = assertThrows(QueryException.class, () -> forking.get("k"));
            assertSame(trouble, e.getCause());
            assertEquals(List.of("forking(k)"), e.path());
        });
        opened.countDown();
        caller.run(() -> assertEquals(42, slow.get("k")));
    }

    @OnEachCaller
    void theResultOfASubtaskThatFailedIsRefused(Caller caller) throws Exception {
        caller.run(() -> {
            try (var scope = TaskScope.open()) {
                var subtask = scope.fork(this::fail);
                assertThrows(QueryException.class, scope::join);
                assertThrows(IllegalStateException.class, subtask::get);
            }
        });
    }

    @OnEachCaller
    void leavingTheScopeByAnExceptionLeavesNoThreadBehind(Caller caller) throws Exception {
        AtomicReference<@Nullable Thread> left = new AtomicReference<>();
        CountDownLatch running = new CountDownLatch(1);
        Query<String, Integer> leaving = db.query("leaving", k -> {
            try (var scope = TaskScope.open()) {
                scope.fork(() -> {
                    left.set(Thread.currentThread());
                    running.countDown();
                    new CountDownLatch(1).await();
                    return 0;
                });
                running.await();
                throw trouble;
            }
        });
        caller.run(() -> {
            QueryException e = assertThrows(QueryException.class, () -> leaving.get("k"));
            assertSame(trouble, e.getCause());
        });
        Thread thread = left.get();
        assertTrue(thread != null && !thread.isAlive(), () -> thread + " is alive");
    }

    @OnEachCaller
    void aFailureNobodyJoinedIsNone(Caller caller) throws Exception {
        Query<String, Integer> careless = db.query("careless", k -> {
            try (var scope = TaskScope.open()) {
                scope.fork(this::fail);
            }
            return 7;
        });
        caller.run(() -> assertEquals(7, careless.get("k")));
        assertFalse(Thread.currentThread().isInterrupted());
    }
}
