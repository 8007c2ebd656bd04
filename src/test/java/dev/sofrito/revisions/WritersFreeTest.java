package dev.sofrito.revisions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sofrito.Database;
import dev.sofrito.Durability;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.Snapshot;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.Gate;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import dev.sofrito.testing.Trace;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** Neither do mutations wait for queries, nor cached reads for mutations. */
@Tag("rev.writers-free")
@Timeout(60)
class WritersFreeTest {

    private final Trace trace = new Trace();
    private final Database db = Database.create();
    private final Input<String, Integer> size = db.input("size", String.class, Integer.class);
    private final Input<String, Integer> rare = db.input("rare", String.class, Integer.class, Durability.HIGH);
    private final Query<String, Integer> part =
            db.query("part", trace.of("part", k -> size.get(k) + rare.find(k).orElse(0)));

    @OnEachCaller
    void mutationsReturnWhileAQueryThatReadTheSlotsRuns(Caller caller) throws Exception {
        Gate gate = new Gate();
        Query<String, Integer> slow = db.query("slow", trace.of("slow", k -> {
            int sum = size.get(k) + rare.get(k) + size.keys().size() + part.get(k);
            gate.pass();
            return sum;
        }));
        size.set("a", 1);
        rare.set("a", 1);
        Running<Integer> request = caller.startCall(() -> slow.get("a"));
        gate.awaitReached();
        for (Caller writer : Caller.values()) {
            writer.run(() -> {
                size.set("a", 2);
                rare.set("a", 2);
                size.set("b", 2);
                size.remove("b");
                db.commit(() -> {
                    size.set("a", 3);
                    rare.set("a", 3);
                });
                try (Snapshot snapshot = db.snapshot()) {
                    snapshot.run(() -> size.set("a", 9));
                }
            });
        }
        assertFalse(request.isDone());
        assertEquals(3, size.get("a"));
        gate.open();
        assertEquals(1 + 1 + 1 + 2, request.result());
        assertEquals(3 + 3 + 1 + 6, caller.call(() -> slow.get("a")));
    }

    @OnEachCaller
    void mutationsReturnWhileOthersWaitForARunningQuery(Caller caller) throws Exception {
        Gate gate = new Gate();
        Query<String, Integer> slow = db.query("slow", trace.of("slow", k -> {
            int first = size.get(k);
            gate.pass();
            return first;
        }));
        size.set("a", 1);
        Running<Integer> leader = caller.startCall(() -> slow.get("a"));
        gate.awaitReached();
        Running<Integer> waiter = Caller.VIRTUAL.startCall(() -> slow.get("a"));
        waiter.awaitBlocked();
        caller.run(() -> size.set("a", 2));
        gate.open();
        assertEquals(1, leader.result());
        assertEquals(1, waiter.result());
        trace.assertRan("slow(a)");
    }

    @OnEachCaller
    void readsReturnWhileABatchIsHalfDone(Caller caller) throws Exception {
        size.set("a", 1);
        size.set("b", 5);
        assertEquals(1, part.get("a"));
        trace.taken();
        Gate staged = new Gate();
        Running<?> batch = caller.startCall(() -> db.commit(() -> {
            size.set("a", 2);
            rare.set("a", 2);
            size.remove("b");
            staged.pass();
        }));
        staged.awaitReached();
        for (Caller reader : Caller.values()) {
            reader.run(() -> {
                assertEquals(1, part.get("a"));
                assertEquals(Optional.of(1), part.peek("a"));
                assertEquals(1, size.get("a"));
                assertEquals(List.of(1, 1), db.<List<Integer>, RuntimeException>call(
                        () -> List.of(part.get("a"), size.get("a"))));
            });
        }
        trace.assertNothingRan();
        caller.run(() -> assertEquals(5, part.get("b"), "nor does a run wait for the batch"));
        trace.assertRan("part(b)");
        assertFalse(batch.isDone());
        staged.open();
        batch.join();
        assertEquals(4, part.get("a"));
    }

    @OnEachCaller
    void aRequestThatBeganBeforeABatchEndsBeforeIt(Caller caller) throws Exception {
        Gate running = new Gate();
        Query<String, Integer> slow = db.query("slow", trace.of("slow", k -> {
            int first = part.get(k);
            running.pass();
            return first + part.get(k) + size.get(k);
        }));
        size.set("a", 1);
        Running<Integer> request = caller.startCall(() -> slow.get("a"));
        running.awaitReached();
        Gate staged = new Gate();
        Running<?> batch = caller.startCall(() -> db.commit(() -> {
            size.set("a", 2);
            staged.pass();
        }));
        staged.awaitReached();
        running.open();
        assertEquals(3, request.result());
        assertFalse(batch.isDone());
        staged.open();
        batch.join();
        assertEquals(6, caller.call(() -> slow.get("a")));
    }
}
