package dev.sofrito.memory;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.QueryException;
import dev.sofrito.Snapshot;
import dev.sofrito.TaskScope;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.Garbage;
import dev.sofrito.testing.OnEachCaller;
import java.lang.ref.WeakReference;
import java.util.List;
import org.junit.jupiter.api.Timeout;

/** A database that was not closed and is forgotten goes with all that it remembers, whatever was done with it. */
@Timeout(60)
class ForgottenDatabaseTest {

    @OnEachCaller
    void goesWithWhatItRemembers(Caller caller) throws Exception {
        var forgotten = caller.call(ForgottenDatabaseTest::used);
        forgotten.forEach(Garbage::awaitCleared);
    }

    private static List<WeakReference<?>> used() {
        Database db = Database.create();
        Input<Integer, Object> input = db.input("input", Integer.class, Object.class);
        Query<Integer, Object> fresh = db.query("fresh", k -> List.of(input.get(k)));
        Query<Integer, Object> forking = db.query("forking", k -> {
            try (TaskScope scope = TaskScope.open()) {
                var subtask = scope.fork(() -> fresh.get(k));
                scope.join();
                return List.of(subtask.get());
            }
        });
        Query<Integer, Object> failing = db.query("failing", k -> {
            throw new IllegalStateException(forking.get(k).toString());
        });
        Object value = new Object();
        input.set(1, value);
        Object result = forking.get(1);
        assertThrows(QueryException.class, () -> failing.get(1));
        Snapshot pinned = db.snapshot();
        Snapshot changed = db.snapshot();
        changed.run(() -> input.set(1, "other"));
        Snapshot independent = db.snapshotAsync().join();
        return List.of(
                new WeakReference<>(db),
                new WeakReference<>(value),
                new WeakReference<>(result),
                new WeakReference<>(pinned),
                new WeakReference<>(changed),
                new WeakReference<>(independent));
    }
}
