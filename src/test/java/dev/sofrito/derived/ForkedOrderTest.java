package dev.sofrito.derived;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.QueryFunction;
import dev.sofrito.TaskScope;
import dev.sofrito.Tracking;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Trace;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.StructuredTaskScope;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** Whoever reads the guard, and whoever what it guards, the query's thread or a subtask: the guard comes first. */
@Tag("derived.order")
@Timeout(60)
@SuppressWarnings("preview")
class ForkedOrderTest {

    private final Database db = Database.create();
    private final Trace trace = new Trace();
    private final Input<String, Integer> number = db.input("number", String.class, Integer.class);
    private final Query<String, Boolean> guard = db.query("guard", trace.of("guard", k -> number.get("guard") > 0));
    private final Query<String, Integer> quotient =
            db.query("quotient", trace.of("quotient", k -> 100 / number.get("divisor")));

    private void assertGuarded(Caller caller, QueryFunction<String, Integer> function) throws Exception {
        Query<String, Integer> safe = db.query("safe", trace.of("safe", function));
        db.commit(() -> List.of("x", "y").forEach(k -> number.set(k, 0)));
        for (int round = 0; round < 3; round++) {
            int divisor = 4 - round;
            db.commit(() -> {
                number.set("guard", 1);
                number.set("divisor", divisor);
            });
            caller.run(() -> assertEquals(100 / divisor, safe.get("it")));
            trace.assertRanInAnyOrder("guard(it)", "safe(it)", "quotient(it)");
            number.set("divisor", 0);
            number.set("guard", 0);
            caller.run(() -> assertEquals(-1, safe.get("it")));
            trace.assertRan("guard(it)", "safe(it)");
        }
    }

    @OnEachCaller
    void aSubtaskGuardsTheOwnersRead(Caller caller) throws Exception {
        assertGuarded(caller, k -> {
            try (var scope = TaskScope.open()) {
                scope.fork(() -> number.get("x"));
                var safe = scope.fork(() -> guard.get(k));
                scope.fork(() -> number.get("y"));
                scope.join();
                if (!safe.get()) {
                    return -1;
                }
            }
            return quotient.get(k);
        });
    }

    @OnEachCaller
    void aSubtaskGuardsALaterSubtaskOfTheSameScope(Caller caller) throws Exception {
        assertGuarded(caller, k -> {
            try (var scope = TaskScope.open()) {
                var safe = scope.fork(() -> guard.get(k));
                scope.join();
                if (!safe.get()) {
                    return -1;
                }
                var q = scope.fork(() -> quotient.get(k));
                scope.join();
                return q.get();
            }
        });
    }

    @OnEachCaller
    void theOwnerGuardsALaterSubtaskWhileEarlierOnesRun(Caller caller) throws Exception {
        assertGuarded(caller, k -> {
            try (var scope = TaskScope.open()) {
                scope.fork(() -> number.get("x"));
                if (!guard.get(k)) {
                    scope.join();
                    return -1;
                }
                var q = scope.fork(() -> quotient.get(k));
                scope.join();
                return q.get();
            }
        });
    }

    @OnEachCaller
    void aSubtaskThatEndedGuardsTheOwnersReadAfterTheScope(Caller caller) throws Exception {
        assertGuarded(caller, k -> {
            boolean safe;
            try (var outer = TaskScope.open()) {
                var nested = outer.fork(() -> {
                    try (var inner = TaskScope.open()) {
                        var part = inner.fork(() -> guard.get(k));
                        inner.join();
                        return part.get();
                    }
                });
                outer.join();
                safe = nested.get();
            }
            return safe ? quotient.get(k) : -1;
        });
    }

    @OnEachCaller
    void inASubtaskItsOwnOrderCounts(Caller caller) throws Exception {
        assertGuarded(caller, k -> {
            try (var scope = TaskScope.open()) {
                var nested = scope.fork(() -> {
                    if (!guard.get(k)) {
                        return -1;
                    }
                    try (var inner = TaskScope.open()) {
                        var q = inner.fork(() -> quotient.get(k));
                        inner.join();
                        return q.get();
                    }
                });
                scope.fork(() -> number.get("x"));
                scope.join();
                return nested.get();
            }
        });
    }

    @OnEachCaller
    @Tag("conc.jdk-scope")
    void aSubtaskOfTheJdksScopeGuardsTheOwnersRead(Caller caller) throws Exception {
        assertGuarded(caller, k -> {
            try (var scope = StructuredTaskScope.open()) {
                scope.fork(() -> number.get("x"));
                var safe = scope.fork(() -> guard.get(k));
                scope.join();
                if (!safe.get()) {
                    return -1;
                }
            }
            return quotient.get(k);
        });
    }

    @OnEachCaller
    @Tag("conc.jdk-scope")
    void theOwnerGuardsASubtaskOfTheJdksScope(Caller caller) throws Exception {
        assertGuarded(caller, k -> {
            if (!guard.get(k)) {
                return -1;
            }
            try (var scope = StructuredTaskScope.open()) {
                var q = scope.fork(() -> quotient.get(k));
                scope.fork(() -> number.get("x"));
                scope.join();
                return q.get();
            }
        });
    }

    @OnEachCaller
    @Tag("derived.tracking-escape")
    void aWrappedTaskGuardsTheOwnersRead(Caller caller) throws Exception {
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            assertGuarded(caller, k -> executor.submit(Tracking.wrap(() -> guard.get(k))).get()
                    ? executor.submit(Tracking.wrap(() -> quotient.get(k))).get()
                    : -1);
        }
    }
}
