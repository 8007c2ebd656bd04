package dev.sofrito.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.Revision;
import dev.sofrito.Snapshot;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.Garbage;
import dev.sofrito.testing.Gate;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import dev.sofrito.testing.Trace;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** Collecting gives memory back and changes no result. */
@Tag("mem.collect")
@Timeout(60)
class CollectInvisibleTest {

    private record Name(String text) {}

    private record Content(String text) {}

    private final Trace trace = new Trace();
    private final Database db = Database.create();
    private final Input<Name, Integer> size = db.input("size");
    private final Query<Name, Integer> twice =
            db.query("twice", trace.of("twice", n -> 2 * size.find(n).orElse(0)));
    private final Query<String, Integer> total =
            db.query("total", trace.of("total", _ -> size.keys().stream().mapToInt(twice::get).sum()));

    @OnEachCaller
    void theValueOfACollectedCellIsForgotten(Caller caller) throws Exception {
        Query<Name, Content> content = db.query("content", n -> new Content(n.text() + size.get(n)));
        List<WeakReference<Content>> values = new ArrayList<>();
        caller.run(() -> {
            size.set(new Name("a"), 1);
            values.add(new WeakReference<>(content.get(new Name("a"))));
            size.set(new Name("b"), 1);
            assertEquals(1, db.collect(0));
        });
        values.forEach(Garbage::awaitCleared);
        assertEquals(new Content("a1"), content.get(new Name("a")));
    }

    @OnEachCaller
    void collectingDoesNotMoveTheRevision(Caller caller) throws Exception {
        caller.run(() -> {
            size.set(new Name("a"), 1);
            twice.get(new Name("a"));
            Revision before = size.set(new Name("b"), 1);
            assertEquals(1, db.collect(0));
            assertEquals(before, db.revision());
        });
    }

    @OnEachCaller
    void aCellThatIsRunningEndsAsIfNothingHadBeen(Caller caller) throws Exception {
        Gate gate = new Gate();
        Query<Name, Integer> slow = db.query("slow", trace.of("slow", n -> {
            int first = twice.get(n);
            gate.pass();
            return first + twice.get(n) + size.get(n);
        }));
        Name a = new Name("a");
        size.set(a, 1);
        Running<Integer> request = caller.startCall(() -> slow.get(a));
        gate.awaitReached();
        size.set(new Name("b"), 1);
        size.set(a, 2);
        db.collect(0);
        Running<Integer> waiter = caller.startCall(() -> twice.get(a));
        assertEquals(4, waiter.result());
        db.collect(0);
        gate.open();
        assertEquals(5, request.result());
        assertEquals(10, caller.call(() -> slow.get(a)));
        assertEquals(2, trace.taken().stream().filter(r -> r.startsWith("slow")).count());
    }

    @OnEachCaller
    void aBlockAtAnOldRevisionGetsItsValuesAfterACollection(Caller caller) throws Exception {
        Name a = new Name("a");
        size.set(a, 1);
        caller.run(() -> db.run(() -> {
            assertEquals(2, twice.get(a));
            assertEquals(2, total.get(""));
            Caller.PLATFORM.start(() -> {
                size.set(a, 5);
                assertEquals(10, twice.get(a));
                size.remove(a);
                db.collect(0);
            }).uncheckedJoin();
            assertEquals(2, twice.get(a));
            assertEquals(2, total.get(""));
        }));
        assertEquals(0, twice.get(a));
    }

    @OnEachCaller
    void aSnapshotGetsItsValuesAfterACollection(Caller caller) throws Exception {
        Name a = new Name("a");
        size.set(a, 1);
        caller.run(() -> {
            assertEquals(2, total.get(""));
            try (Snapshot snapshot = db.snapshot()) {
                size.remove(a);
                assertEquals(0, total.get(""));
                db.collect(0);
                assertEquals(2, snapshot.<Integer, RuntimeException>call(() -> total.get("")));
                db.collect(0);
                assertEquals(2, snapshot.<Integer, RuntimeException>call(() -> twice.get(a)));
            }
            assertEquals(0, total.get(""));
        });
    }

    @OnEachCaller
    void whoUsesACollectedCellWithoutBeingCollectedStillSeesChanges(Caller caller) throws Exception {
        Name a = new Name("a");
        size.set(a, 1);
        caller.run(() -> {
            total.get("");
            for (int i = 2; i < 30; i++) {
                size.set(a, i);
                if (i % 3 == 0) {
                    assertEquals(2 * i, twice.get(a));
                }
                db.collect(i % 2);
                assertEquals(2 * i, total.get(""));
            }
        });
    }

    @OnEachCaller
    void readersGetTheRightValueWhileOthersCollect(Caller caller) throws Exception {
        for (int i = 0; i < 10; i++) {
            size.set(new Name("n" + i), i);
        }
        Running<Void> writer = caller.start(() -> {
            for (int i = 0; i < 300; i++) {
                Name name = new Name("n" + i % 10);
                if (i % 4 == 0) {
                    size.remove(name);
                } else {
                    size.set(name, i);
                }
                db.collect(i % 2);
            }
        });
        List<Running<?>> readers = new ArrayList<>();
        for (int t = 0; t < 2; t++) {
            Random random = new Random(t);
            readers.add(caller.start(() -> {
                while (!writer.isDone()) {
                    Name name = new Name("n" + random.nextInt(10));
                    db.run(() -> {
                        assertEquals(2 * size.find(name).orElse(0), twice.get(name));
                        assertEquals(2 * size.keys().stream().mapToInt(size::get).sum(), total.get(""));
                    });
                }
            }));
        }
        writer.join();
        for (Running<?> reader : readers) {
            reader.join();
        }
    }
}
