package dev.sofrito.revisions;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.TaskScope;
import dev.sofrito.Tracking;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.Gate;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import dev.sofrito.testing.Trace;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** What other threads read on behalf of a request is read at the revision of the request. */
@Tag("rev.binding")
@Timeout(60)
class ForkedBindingTest {

    private final Trace trace = new Trace();
    private final Database db = Database.create();
    private final Input<String, Integer> size = db.input("size", String.class, Integer.class);
    private final Query<String, Integer> part = db.query("part", trace.of("part", size::get));

    /** Commits while a request is on its way, and checks what it read afterwards. */
    private void assertReadsAtItsStart(Caller caller, Callable<List<Integer>> readAfterTheCommit) throws Exception {
        Gate gate = new Gate();
        Query<String, List<Integer>> slow = db.query("slow", trace.of("slow", _ -> {
            size.get("a");
            gate.pass();
            return readAfterTheCommit.call();
        }));
        size.set("a", 1);
        size.set("b", 1);
        Running<List<Integer>> request = caller.startCall(() -> slow.get(""));
        gate.awaitReached();
        db.commit(() -> {
            size.set("a", 2);
            size.set("b", 2);
        });
        gate.open();
        assertEquals(List.of(1, 1), request.result());
        assertEquals(1, trace.taken().stream().filter("slow()"::equals).count());
        caller.run(() -> assertEquals(List.of(2, 2), slow.get("")));
    }

    @OnEachCaller
    void subtasksForkedAfterTheCommit(Caller caller) throws Exception {
        assertReadsAtItsStart(caller, () -> {
            try (TaskScope scope = TaskScope.open()) {
                var direct = scope.fork(() -> size.get("a"));
                var derived = scope.fork(() -> part.get("b"));
                scope.join();
                return List.of(direct.get(), derived.get());
            }
        });
    }

    @OnEachCaller
    void severalKeysAtOnce(Caller caller) throws Exception {
        assertReadsAtItsStart(caller, () -> List.copyOf(part.getAll(List.of("a", "b")).values()));
    }

    @OnEachCaller
    void aWrappedTaskOnAForeignExecutor(Caller caller) throws Exception {
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            assertReadsAtItsStart(caller, () ->
                    executor.submit(Tracking.wrap(() -> List.of(size.get("a"), part.get("b")))).get());
        }
    }

    @OnEachCaller
    void aBlockOfTheSameViewInsideTheQuery(Caller caller) throws Exception {
        assertReadsAtItsStart(caller, () ->
                db.<List<Integer>, RuntimeException>call(() -> List.of(size.get("a"), part.get("b"))));
    }

    @OnEachCaller
    void aSubtaskThatWasForkedBeforeTheCommitAndReadsAfterIt(Caller caller) throws Exception {
        Gate gate = new Gate();
        Query<String, List<Integer>> slow = db.query("slow", trace.of("slow", _ -> {
            try (TaskScope scope = TaskScope.open()) {
                var subtask = scope.fork(() -> {
                    gate.pass();
                    return List.of(size.get("a"), part.get("a"));
                });
                scope.join();
                return subtask.get();
            }
        }));
        size.set("a", 1);
        Running<List<Integer>> request = caller.startCall(() -> slow.get(""));
        gate.awaitReached();
        size.set("a", 2);
        gate.open();
        assertEquals(List.of(1, 1), request.result());
        trace.assertRan("slow()", "part(a)");
        caller.run(() -> assertEquals(List.of(2, 2), slow.get("")));
        trace.assertRan("slow()", "part(a)");
    }

    @OnEachCaller
    void subtasksOfABlockReadAtItsRevision(Caller caller) throws Exception {
        size.set("a", 1);
        caller.run(() -> db.run(() -> {
            Caller.PLATFORM.start(() -> size.set("a", 2)).uncheckedJoin();
            try (TaskScope scope = TaskScope.open()) {
                var direct = scope.fork(() -> size.get("a"));
                var derived = scope.fork(() -> part.get("a"));
                scope.join();
                assertEquals(1, direct.get());
                assertEquals(1, derived.get());
            }
        }));
        assertEquals(2, part.get("a"));
    }
}
