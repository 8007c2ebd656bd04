package dev.sofrito.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sofrito.CycleException;
import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.QueryException;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.Gate;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import dev.sofrito.testing.Trace;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** Subtasks of the JDK's own structured scope are tracked like those of the library's. */
@Tag("conc.jdk-scope")
@Timeout(60)
@SuppressWarnings("preview")
class JdkScopeTest {

    private final Database db = Database.create();
    private final Trace trace = new Trace();
    private final Input<String, Integer> number = db.input("number", String.class, Integer.class);
    private final Query<String, Integer> next = db.query("next", trace.of("next", k -> number.get(k) + 1));

    /** The sum of what two subtasks give. */
    private static int both(Callable<Integer> left, Callable<Integer> right) throws Exception {
        try (var scope = StructuredTaskScope.open()) {
            var a = scope.fork(left);
            var b = scope.fork(right);
            scope.join();
            return a.get() + b.get();
        }
    }

    @OnEachCaller
    @Tag("derived.deps")
    void slotsAndKeysTheyReadAreDependencies(Caller caller) throws Exception {
        Query<String, Integer> sum = db.query("sum", trace.of("sum",
                k -> both(() -> number.get("a"), () -> number.find("b").orElse(0) + 100 * number.keys().size())));
        number.set("a", 1);
        caller.run(() -> assertEquals(101, sum.get("it")));
        trace.assertRan("sum(it)");
        number.set("a", 2);
        caller.run(() -> assertEquals(102, sum.get("it")));
        trace.assertRan("sum(it)");
        number.set("b", 3);
        caller.run(() -> assertEquals(205, sum.get("it")));
        trace.assertRan("sum(it)");
        number.set("c", 3);
        caller.run(() -> assertEquals(305, sum.get("it")));
        trace.assertRan("sum(it)");
        number.set("c", 4);
        caller.run(() -> assertEquals(305, sum.get("it")));
        trace.assertNothingRan();
    }

    @OnEachCaller
    @Tag("derived.deps")
    void cellsTheyReadAreDependencies(Caller caller) throws Exception {
        Query<String, Integer> sum =
                db.query("sum", trace.of("sum", k -> both(() -> next.get("a"), () -> next.get("b"))));
        number.set("a", 1);
        number.set("b", 10);
        caller.run(() -> assertEquals(13, sum.get("it")));
        trace.assertRanInAnyOrder("sum(it)", "next(a)", "next(b)");
        number.set("a", 2);
        caller.run(() -> assertEquals(14, sum.get("it")));
        trace.assertRanInAnyOrder("sum(it)", "next(a)");
        number.set("c", 2);
        caller.run(() -> assertEquals(14, sum.get("it")));
        trace.assertNothingRan();
    }

    @OnEachCaller
    @Tag("derived.deps")
    void readsAroundTheSubtasksAreDependenciesToo(Caller caller) throws Exception {
        Query<String, Integer> sum = db.query("sum", trace.of("sum", k ->
                number.get("before") + both(() -> number.get("a"), () -> number.get("b")) + number.get("after")));
        List<String> slots = List.of("before", "a", "b", "after");
        slots.forEach(slot -> number.set(slot, 1));
        caller.run(() -> assertEquals(4, sum.get("it")));
        int expected = 4;
        for (String slot : slots) {
            number.set(slot, 2);
            int now = ++expected;
            caller.run(() -> assertEquals(now, sum.get("it"), slot));
        }
        trace.assertRan("sum(it)", "sum(it)", "sum(it)", "sum(it)", "sum(it)");
    }

    @OnEachCaller
    void theyReadAtTheRevisionOfTheQuery(Caller caller) throws Exception {
        Gate gate = new Gate();
        Query<String, Integer> sum = db.query("sum", k -> {
            int before = number.get(k);
            gate.pass();
            return before + 10 * both(() -> number.get(k), () -> next.get(k));
        });
        number.set("a", 1);
        Running<Integer> request = caller.startCall(() -> sum.get("a"));
        gate.awaitReached();
        number.set("a", 5);
        gate.open();
        assertEquals(31, request.result());
        assertEquals(115, sum.get("a"));
    }

    @OnEachCaller
    void inABlockTheyReadAtTheRevisionOfTheBlock(Caller caller) throws Exception {
        Gate gate = new Gate();
        number.set("a", 1);
        Running<Integer> request = caller.startCall(() -> db.call(() -> {
            gate.pass();
            return both(() -> number.get("a"), () -> next.get("a"));
        }));
        gate.awaitReached();
        number.set("a", 5);
        gate.open();
        assertEquals(3, request.result());
    }

    @OnEachCaller
    void aFailureInASubtaskFailsTheQuery(Caller caller) throws Exception {
        IOException trouble = new IOException("no");
        Query<String, Integer> failing = db.query("failing", k -> {
            throw trouble;
        });
        Query<String, Integer> forking = db.query("forking", k -> both(() -> 1, () -> failing.get(k)));
        caller.run(() -> {
            QueryException e = assertThrows(QueryException.class, () -> forking.get("k"));
            assertEquals("forking(k)", e.path().getFirst());
            var wrapped = assertInstanceOf(StructuredTaskScope.FailedException.class, e.getCause());
            QueryException inner = assertInstanceOf(QueryException.class, wrapped.getCause());
            assertSame(trouble, inner.getCause());
        });
    }

    @OnEachCaller
    void aFailureCaughtInASubtaskIsADependency(Caller caller) throws Exception {
        Query<String, Integer> forking = db.query("forking", k -> both(() -> 1, () -> {
            try {
                return next.get(k);
            } catch (QueryException e) {
                return 0;
            }
        }));
        caller.run(() -> assertEquals(1, forking.get("a")));
        number.set("a", 5);
        caller.run(() -> assertEquals(7, forking.get("a")));
    }

    @OnEachCaller
    @Tag("cycle.forked")
    void aCycleThroughThemIsReported(Caller caller) throws Exception {
        Query<String, Integer> ring = db.query("ring", k -> {
            try {
                return both(() -> 1, () -> this.ring.get(k.equals("a") ? "b" : "a"));
            } catch (StructuredTaskScope.FailedException e) {
                return 0;
            }
        });
        this.ring = ring;
        caller.run(() -> {
            CycleException e = assertThrows(CycleException.class, () -> ring.get("a"));
            assertEquals(List.of("ring(a)", "ring(b)"), e.participants().stream().sorted().toList());
        });
    }

    private Query<String, Integer> ring = next;

    @OnEachCaller
    @Tag("cycle.forked")
    void siblingsThatNeedEachOtherAreReported(Caller caller) throws Exception {
        CyclicBarrier bothRun = new CyclicBarrier(2);
        ring = db.query("ring", k -> {
            bothRun.await(30, TimeUnit.SECONDS);
            return this.ring.get(k.equals("a") ? "b" : "a");
        });
        Query<String, Integer> parent = db.query("parent", k -> both(() -> ring.get("a"), () -> ring.get("b")));
        caller.run(() -> {
            QueryException e = assertThrows(QueryException.class, () -> parent.get("p"));
            var wrapped = assertInstanceOf(StructuredTaskScope.FailedException.class, e.getCause());
            CycleException cycle = assertInstanceOf(CycleException.class, wrapped.getCause());
            assertEquals(List.of("ring(a)", "ring(b)"), cycle.participants().stream().sorted().toList());
        });
        assertThrows(CycleException.class, () -> ring.get("a"));
        assertThrows(CycleException.class, () -> ring.get("b"));
    }

    @OnEachCaller
    void aQueryInASubtaskMayForkAgain(Caller caller) throws Exception {
        Query<Integer, Integer> tree = db.query("tree", trace.of("tree", n -> n >= 16
                ? number.get("leaf" + n)
                : both(() -> this.tree.get(2 * n), () -> this.tree.get(2 * n + 1))));
        this.tree = tree;
        db.commit(() -> {
            for (int n = 16; n < 32; n++) {
                number.set("leaf" + n, 1);
            }
        });
        caller.run(() -> assertEquals(16, tree.get(1)));
        assertEquals(31, trace.taken().size());
        number.set("leaf21", 5);
        caller.run(() -> assertEquals(20, tree.get(1)));
        trace.assertRanInAnyOrder("tree(21)", "tree(10)", "tree(5)", "tree(2)", "tree(1)");
    }

    private Query<Integer, Integer> tree = db.query("unused", n -> n);
}
