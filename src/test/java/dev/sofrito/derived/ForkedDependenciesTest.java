package dev.sofrito.derived;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.TaskScope;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** What subtasks of a {@link TaskScope} read is read by the query that opened the scope. */
@Tag("derived.deps")
@Tag("conc.fork")
@Timeout(60)
class ForkedDependenciesTest {

    private final Database db = Database.create();
    private final Trace trace = new Trace();
    private final Input<String, Integer> number = db.input("number", String.class, Integer.class);
    private final Query<String, Integer> next = db.query("next", trace.of("next", k -> number.get(k) + 1));

    @OnEachCaller
    void slotsReadInSubtasksAreDependencies(Caller caller) throws Exception {
        Query<String, Integer> sum = db.query("sum", trace.of("sum", k -> {
            try (var scope = TaskScope.open()) {
                var a = scope.fork(() -> number.get("a"));
                var b = scope.fork(() -> number.find("b").orElse(0));
                var keys = scope.fork(() -> number.keys().size());
                scope.join();
                return a.get() + b.get() + 100 * keys.get();
            }
        }));
        number.set("a", 1);
        caller.run(() -> assertEquals(101, sum.get("it")));
        trace.assertRan("sum(it)");
        number.set("a", 2);
        caller.run(() -> assertEquals(102, sum.get("it")));
        trace.assertRan("sum(it)");
        number.set("b", 5);
        caller.run(() -> assertEquals(207, sum.get("it")));
        trace.assertRan("sum(it)");
        number.set("c", 5);
        caller.run(() -> assertEquals(307, sum.get("it")));
        trace.assertRan("sum(it)");
        number.set("c", 6);
        caller.run(() -> assertEquals(307, sum.get("it")));
        trace.assertNothingRan();
    }

    @OnEachCaller
    void cellsReadInSubtasksAreDependencies(Caller caller) throws Exception {
        Query<String, Integer> sum = db.query("sum", trace.of("sum", k -> {
            try (var scope = TaskScope.open()) {
                var a = scope.fork(() -> next.get("a"));
                var b = scope.fork(() -> next.get("b"));
                scope.join();
                return a.get() + b.get();
            }
        }));
        number.set("a", 1);
        number.set("b", 10);
        caller.run(() -> assertEquals(13, sum.get("it")));
        trace.assertRanInAnyOrder("sum(it)", "next(a)", "next(b)");
        number.set("b", 20);
        caller.run(() -> assertEquals(23, sum.get("it")));
        trace.assertRanInAnyOrder("sum(it)", "next(b)");
        number.set("c", 20);
        caller.run(() -> assertEquals(23, sum.get("it")));
        trace.assertNothingRan();
    }

    @OnEachCaller
    void aSubtasksReadsAreNotCreditedToItsSibling(Caller caller) throws Exception {
        Query<String, Integer> left = db.query("left", trace.of("left", k -> number.get("a")));
        Query<String, Integer> right = db.query("right", trace.of("right", k -> number.get("b")));
        Query<String, Integer> both = db.query("both", trace.of("both", k -> {
            try (var scope = TaskScope.open()) {
                var l = scope.fork(() -> left.get(k));
                var r = scope.fork(() -> right.get(k));
                scope.join();
                return l.get() + r.get();
            }
        }));
        number.set("a", 1);
        number.set("b", 10);
        caller.run(() -> assertEquals(11, both.get("it")));
        trace.taken();
        number.set("a", 2);
        caller.run(() -> assertEquals(10, right.get("it")));
        trace.assertNothingRan();
        caller.run(() -> assertEquals(12, both.get("it")));
        trace.assertRanInAnyOrder("both(it)", "left(it)");
    }

    @OnEachCaller
    void readsBeforeBetweenAndAfterSubtasksAreDependenciesToo(Caller caller) throws Exception {
        Query<String, Integer> sum = db.query("sum", trace.of("sum", k -> {
            int total = number.get("before");
            try (var scope = TaskScope.open()) {
                var a = scope.fork(() -> number.get("forked"));
                total += number.get("between");
                scope.join();
                total += a.get();
            }
            return total + number.get("after");
        }));
        List<String> slots = List.of("before", "forked", "between", "after");
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
    void nestedScopesAreTrackedToTheBottom(Caller caller) throws Exception {
        Query<String, Integer> sum = db.query("sum", trace.of("sum", k -> forkDown(20)));
        number.set("bottom", 1);
        caller.run(() -> assertEquals(1, sum.get("it")));
        number.set("bottom", 2);
        caller.run(() -> assertEquals(2, sum.get("it")));
        trace.assertRan("sum(it)", "sum(it)");
    }

    private int forkDown(int levels) {
        if (levels == 0) {
            return number.get("bottom");
        }
        try (var scope = TaskScope.open()) {
            var below = scope.fork(() -> forkDown(levels - 1));
            scope.join();
            return below.get();
        }
    }

    @OnEachCaller
    void aReadOfASubtaskNobodyLooksAtIsADependency(Caller caller) throws Exception {
        Query<String, Integer> one = db.query("one", trace.of("one", k -> {
            try (var scope = TaskScope.open()) {
                scope.fork(() -> number.get("a"));
                scope.join();
                return 1;
            }
        }));
        number.set("a", 1);
        caller.run(() -> assertEquals(1, one.get("it")));
        number.set("a", 2);
        caller.run(() -> assertEquals(1, one.get("it")));
        trace.assertRan("one(it)", "one(it)");
    }

    @OnEachCaller
    void manySubtasksThatReadTheSameAndDifferentSlotsAreAllTracked(Caller caller) throws Exception {
        Query<String, Integer> sum = db.query("sum", trace.of("sum", k -> {
            try (var scope = TaskScope.open()) {
                List<TaskScope.Subtask<Integer>> parts = new ArrayList<>();
                for (int i = 0; i < 200; i++) {
                    String slot = "n" + i;
                    parts.add(scope.fork(() -> number.get("common") + number.get(slot)));
                }
                scope.join();
                return parts.stream().mapToInt(TaskScope.Subtask::get).sum();
            }
        }));
        db.commit(() -> {
            number.set("common", 0);
            IntStream.range(0, 200).forEach(i -> number.set("n" + i, 1));
        });
        caller.run(() -> assertEquals(200, sum.get("it")));
        for (int i = 0; i < 200; i += 19) {
            number.set("n" + i, 2);
            int now = 200 + i / 19 + 1;
            caller.run(() -> assertEquals(now, sum.get("it")));
        }
        number.set("common", 1);
        caller.run(() -> assertEquals(411, sum.get("it")));
    }

    @OnEachCaller
    void whatGetAllReadsIsADependency(Caller caller) throws Exception {
        Query<String, Integer> sum = db.query("sum", trace.of("sum", k -> {
            Map<String, Integer> parts = next.getAll(List.of("a", "b", "c"));
            return parts.values().stream().mapToInt(n -> n).sum();
        }));
        List.of("a", "b", "c").forEach(k -> number.set(k, 1));
        caller.run(() -> assertEquals(6, sum.get("it")));
        trace.assertRanInAnyOrder("sum(it)", "next(a)", "next(b)", "next(c)");
        number.set("c", 2);
        caller.run(() -> assertEquals(7, sum.get("it")));
        trace.assertRanInAnyOrder("sum(it)", "next(c)");
        number.set("d", 2);
        caller.run(() -> assertEquals(7, sum.get("it")));
        trace.assertNothingRan();
    }
}
