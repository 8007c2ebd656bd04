package dev.sofrito.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.Snapshot;
import dev.sofrito.TaskScope;
import dev.sofrito.Tracking;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What outlives the query or block that it belongs to is refused every further use, with {@link
 * IllegalStateException}.
 */
@Tag("conc.fork")
@Tag("derived.tracking-escape")
@Timeout(60)
class LeftBehindTest {

    private final Database db = Database.create();
    private final Input<String, Integer> number = db.input("number", String.class, Integer.class);
    private final Query<String, Integer> next = db.query("next", k -> number.get(k) + 1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final List<TaskScope> scopes = new ArrayList<>();

    private CompletableFuture<Integer> leak(Callable<Integer> late) {
        CompletableFuture<Integer> result = new CompletableFuture<>();
        CountDownLatch running = new CountDownLatch(1);
        TaskScope scope = TaskScope.open();
        scopes.add(scope);
        scope.fork(() -> {
            number.get("a");
            running.countDown();
            ended.await();
            try {
                result.complete(late.call());
            } catch (Throwable t) {
                result.completeExceptionally(t);
            }
            return 0;
        });
        try {
            running.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return result;
    }

    private static void assertRefused(CompletableFuture<Integer> late) {
        assertEquals(IllegalStateException.class, assertThrows(ExecutionException.class, late::get).getCause().getClass());
    }

    private List<Callable<Integer>> reads() {
        return List.of(
                () -> number.get("a"),
                () -> number.keys().size(),
                () -> next.get("a"),
                () -> next.get("b"),
                () -> {
                    try (TaskScope scope = TaskScope.open()) {
                        scope.fork(() -> number.get("a"));
                        scope.join();
                    }
                    return 0;
                });
    }

    private void fill() {
        number.set("a", 1);
        number.set("b", 2);
        next.get("a");
    }

    @OnEachCaller
    void aSubtaskOfAQueryThatHasEndedReadsNoMore(Caller caller) throws Exception {
        List<CompletableFuture<Integer>> late = new ArrayList<>();
        Query<String, Integer> leaking = db.query("leaking", k -> {
            reads().forEach(read -> late.add(leak(read)));
            return number.get(k);
        });
        fill();
        caller.run(() -> assertEquals(1, leaking.get("a")));
        ended.countDown();
        late.forEach(LeftBehindTest::assertRefused);
    }

    @OnEachCaller
    void aSubtaskOfASubtaskNeither(Caller caller) throws Exception {
        List<CompletableFuture<Integer>> late = new ArrayList<>();
        Query<String, Integer> leaking = db.query("leaking", k -> {
            try (TaskScope scope = TaskScope.open()) {
                scope.fork(() -> late.add(leak(() -> next.get("a"))));
                scope.join();
            }
            return number.get(k);
        });
        fill();
        caller.run(() -> assertEquals(1, leaking.get("a")));
        ended.countDown();
        late.forEach(LeftBehindTest::assertRefused);
    }

    @Test
    void aScopeOfAQueryThatHasEndedCanOnlyBeClosed() throws Exception {
        Query<String, Integer> leaking = db.query("leaking", k -> {
            scopes.add(TaskScope.open());
            scopes.getFirst().fork(() -> number.get(k));
            return 1;
        });
        fill();
        Caller.VIRTUAL.run(() -> {    // in place, so the scope is this thread's
            assertEquals(1, leaking.get("a"));
            assertThrows(IllegalStateException.class, () -> scopes.getFirst().fork(() -> 1));
            assertThrows(IllegalStateException.class, () -> scopes.getFirst().join());
            scopes.getFirst().close();
        });
    }

    @OnEachCaller
    void aTaskOfABlockThatHasEndedReadsNoMore(Caller caller) throws Exception {
        List<Callable<Integer>> late = new ArrayList<>();
        fill();
        caller.run(() -> db.run(() -> reads().forEach(read -> late.add(Tracking.wrap(read)))));
        assertRefusedNowAndLater(caller, late);
    }

    @OnEachCaller
    void aTaskOfABlockOfASnapshotNeither(Caller caller) throws Exception {
        List<Callable<Integer>> late = new ArrayList<>();
        fill();
        try (Snapshot snapshot = db.snapshot()) {
            caller.run(() -> snapshot.run(() -> reads().forEach(read -> late.add(Tracking.wrap(read)))));
            assertRefusedNowAndLater(caller, late);
        }
    }

    private void assertRefusedNowAndLater(Caller caller, List<Callable<Integer>> late) throws Exception {
        for (Callable<Integer> task : late.subList(0, 4)) {
            caller.run(() -> assertThrows(IllegalStateException.class, task::call));
        }
        number.set("a", 3);
        next.get("a");
        for (Callable<Integer> task : late.subList(0, 4)) {
            caller.run(() -> assertThrows(IllegalStateException.class, task::call));
        }
    }

    @OnEachCaller
    void aTaskOfABlockThatHasEndedMutatesNothing(Caller caller) throws Exception {
        fill();
        Runnable late = caller.call(() -> db.call(() -> Tracking.wrap(() -> {
            number.set("a", 5);
        })));
        caller.run(() -> assertThrows(IllegalStateException.class, late::run));
        assertEquals(1, number.get("a"));
    }
}
