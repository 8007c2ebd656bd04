package dev.sofrito.threads;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.TaskScope;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Query functions run on virtual threads, in place where the caller is one. */
@Tag("conc.virtual")
@Timeout(60)
class VirtualThreadsTest {

    private final Database db = Database.create();
    private final Input<String, Integer> number = db.input("number", String.class, Integer.class);
    private final Query<String, Thread> runner = db.query("runner", k -> {
        number.find(k);
        return Thread.currentThread();
    });
    private final Query<String, List<Thread>> both =
            db.query("both", k -> List.of(Thread.currentThread(), runner.get(k)));

    @OnEachCaller
    void aFunctionRunsOnAVirtualThread(Caller caller) throws Exception {
        caller.run(() -> both.get("a").forEach(thread -> assertTrue(thread.isVirtual(), thread::toString)));
        number.set("a", 1);
        caller.run(() -> both.get("a").forEach(thread -> assertTrue(thread.isVirtual(), thread::toString)));
    }

    @Test
    void fromAVirtualThreadItRunsInPlace() throws Exception {
        Caller.VIRTUAL.run(() -> assertSame(Thread.currentThread(), runner.get("a")));
        Caller.VIRTUAL.run(() -> both.get("b").forEach(thread -> assertSame(Thread.currentThread(), thread)));
    }

    @Test
    void fromAPlatformThreadItMoves() throws Exception {
        Caller.PLATFORM.run(() -> assertNotSame(Thread.currentThread(), runner.get("a")));
    }

    @OnEachCaller
    void aRevalidationRunsFunctionsOnVirtualThreadsToo(Caller caller) throws Exception {
        Query<String, Thread> above = db.query("above", k -> {
            runner.get(k);
            return Thread.currentThread();
        });
        caller.run(() -> above.get("a"));
        number.set("a", 1);
        caller.run(() -> assertTrue(above.get("a").isVirtual()));
        assertTrue(runner.get("a").isVirtual());
    }

    @OnEachCaller
    void getAllRunsFunctionsOnVirtualThreads(Caller caller) throws Exception {
        caller.run(() -> {
            Map<String, Thread> threads = runner.getAll(List.of("a", "b", "c"));
            threads.values().forEach(thread -> assertTrue(thread.isVirtual(), thread::toString));
        });
    }

    @OnEachCaller
    void subtasksRunOnVirtualThreadsOfTheirOwn(Caller caller) throws Exception {
        caller.run(() -> {
            try (var scope = TaskScope.open()) {
                var a = scope.fork(Thread::currentThread);
                var b = scope.fork(Thread::currentThread);
                scope.join();
                assertTrue(a.get().isVirtual());
                assertTrue(b.get().isVirtual());
                assertNotSame(a.get(), b.get());
                assertNotSame(a.get(), Thread.currentThread());
            }
        });
    }

    @Test
    void aBlockFromAPlatformThreadRunsOnAVirtualOneWhileTheCallerWaits() throws Exception {
        Caller.PLATFORM.run(() -> {
            Thread here = Thread.currentThread();
            Thread there = db.call(Thread::currentThread);
            assertTrue(there.isVirtual());
            assertNotSame(here, there);
            AtomicReference<@Nullable Thread> ran = new AtomicReference<>();
            db.run(() -> ran.set(Thread.currentThread()));
            assertTrue(Objects.requireNonNull(ran.get()).isVirtual());
        });
    }

    @Test
    void aBlockFromAVirtualThreadRunsInPlace() throws Exception {
        Caller.VIRTUAL.run(() -> {
            assertSame(Thread.currentThread(), db.call(Thread::currentThread));
            AtomicReference<@Nullable Thread> ran = new AtomicReference<>();
            db.run(() -> ran.set(Thread.currentThread()));
            assertSame(Thread.currentThread(), ran.get());
        });
    }

    @OnEachCaller
    void inABlockQueriesAndFurtherBlocksRunInPlace(Caller caller) throws Exception {
        caller.run(() -> db.run(() -> {
            assertSame(Thread.currentThread(), runner.get("a"));
            assertSame(Thread.currentThread(), db.call(Thread::currentThread));
        }));
    }

    @OnEachCaller
    void aBlockThrowsWhatItThrows(Caller caller) throws Exception {
        IOException thrown = new IOException("no");
        caller.run(() -> assertSame(thrown, assertThrows(IOException.class, () -> db.call(() -> {
            throw thrown;
        }))));
        IllegalArgumentException unchecked = new IllegalArgumentException("no");
        caller.run(() -> assertSame(unchecked, assertThrows(IllegalArgumentException.class, () -> db.run(() -> {
            throw unchecked;
        }))));
        AssertionError error = new AssertionError("no");
        caller.run(() -> assertSame(error, assertThrows(AssertionError.class, () -> db.run(() -> {
            throw error;
        }))));
    }

    @Test
    void aCommitRunsOnItsCallersThread() throws Exception {
        for (Caller caller : Caller.values()) {
            AtomicReference<@Nullable Thread> ran = new AtomicReference<>();
            caller.run(() -> {
                db.commit(() -> ran.set(Thread.currentThread()));
                assertSame(Thread.currentThread(), ran.get());
            });
        }
    }
}
