package dev.sofrito.cycles;

import static dev.sofrito.cycles.Nodes.assertRing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.CycleException;
import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.QueryException;
import dev.sofrito.TaskScope;
import dev.sofrito.Tracking;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** A cycle is found as well when its path goes through forked threads of one request. */
@Tag("cycle.forked")
@Timeout(60)
class ForkedCycleTest {

    private final Database db = Database.create();
    private final Input<String, List<String>> edges = db.input("edges");
    private final Query<String, Integer> node = db.query("node", k -> forkAll(edges.find(k).orElse(List.of())));

    private int forkAll(List<String> names) {
        try (var scope = TaskScope.open()) {
            List<TaskScope.Subtask<Integer>> parts = new ArrayList<>();
            for (String name : names) {
                parts.add(scope.fork(() -> this.node.get(name)));
            }
            scope.join();
            return 1 + parts.stream().mapToInt(TaskScope.Subtask::get).sum();
        }
    }

    private CycleException cycle(String name) {
        return assertThrows(CycleException.class, () -> node.get(name));
    }

    @OnEachCaller
    void aCellThatAsksForItselfInASubtask(Caller caller) throws Exception {
        edges.set("a", List.of("a"));
        caller.run(() -> assertRing(cycle("a"), "a"));
    }

    @OnEachCaller
    void aRingThroughSubtasks(Caller caller) throws Exception {
        edges.set("a", List.of("leaf", "b", "leaf2"));
        edges.set("b", List.of("leaf", "c"));
        edges.set("c", List.of("a", "leaf2"));
        caller.run(() -> {
            CycleException e = cycle("a");
            assertRing(e, "a", "b", "c");
            assertEquals("node(a)", e.path().getFirst());
        });
        caller.run(() -> assertRing(cycle("c"), "a", "b", "c"));
        edges.set("c", List.of("leaf2"));
        caller.run(() -> assertEquals(7, node.get("a")));
    }

    @OnEachCaller
    @Tag("cycle.stale")
    void aRingThroughSubtasksMetWhileRevalidating(Caller caller) throws Exception {
        edges.set("a", List.of("b", "leaf", "c"));
        edges.set("b", List.of("d", "leaf"));
        edges.set("c", List.of("leaf", "d"));
        caller.run(() -> assertEquals(8, node.get("a")));
        edges.set("d", List.of("leaf", "a"));
        for (String name : List.of("a", "d", "b", "c")) {
            caller.run(() -> {
                CycleException e = cycle(name);
                assertTrue(e.participants().containsAll(List.of("node(a)", "node(d)")), e::getMessage);
                assertEquals(3, e.participants().size(), e::getMessage);
            });
        }
        edges.set("d", List.of("leaf"));
        caller.run(() -> assertEquals(10, node.get("a")));
    }

    @OnEachCaller
    void aRingThroughGetAll(Caller caller) throws Exception {
        Query<String, Integer> all = db.query("all", k -> switch (k) {
            case "a" -> this.all.getAll(List.of("x", "b", "y")).size();
            case "b" -> this.all.getAll(List.of("y", "a")).size();
            default -> 1;
        });
        this.all = all;
        caller.run(() -> {
            CycleException e = assertThrows(CycleException.class, () -> all.get("a"));
            assertRing(List.of("all(a)", "all(b)"), e);
        });
    }

    private Query<String, Integer> all = node;

    @OnEachCaller
    void siblingsThatNeedEachOther(Caller caller) throws Exception {
        CyclicBarrier bothRun = new CyclicBarrier(2);
        Query<String, Integer> sibling = db.query("sibling", k -> {
            bothRun.await(30, TimeUnit.SECONDS);
            return this.all.get(k.equals("a") ? "b" : "a");
        });
        this.all = sibling;
        Query<String, Integer> parent = db.query("parent", k -> {
            try (var scope = TaskScope.open()) {
                scope.fork(() -> sibling.get("a"));
                scope.fork(() -> sibling.get("b"));
                scope.join();
                return 0;
            }
        });
        caller.run(() -> {
            CycleException e = assertThrows(CycleException.class, () -> parent.get("p"));
            assertRing(List.of("sibling(a)", "sibling(b)"), e);
            assertEquals("parent(p)", e.path().getFirst());
        });
        assertRing(List.of("sibling(a)", "sibling(b)"),
                assertThrows(CycleException.class, () -> sibling.get("a")));
        assertRing(List.of("sibling(a)", "sibling(b)"),
                assertThrows(CycleException.class, () -> sibling.get("b")));
    }

    @OnEachCaller
    void membersFailEvenIfASubtaskCatchesIt(Caller caller) throws Exception {
        Query<String, Integer> catching = db.query("catching", k -> {
            try (var scope = TaskScope.open()) {
                var part = scope.fork(() -> {
                    try {
                        return this.all.get(k.equals("a") ? "b" : "a");
                    } catch (QueryException e) {
                        return 0;
                    }
                });
                scope.join();
                return part.get();
            }
        });
        this.all = catching;
        caller.run(() -> {
            assertRing(List.of("catching(a)", "catching(b)"),
                    assertThrows(CycleException.class, () -> catching.get("a")));
            assertRing(List.of("catching(a)", "catching(b)"),
                    assertThrows(CycleException.class, () -> catching.get("b")));
        });
    }

    @OnEachCaller
    void aRingThroughAForeignExecutor(Caller caller) throws Exception {
        try (ExecutorService executor = Executors.newCachedThreadPool()) {
            Query<String, Integer> away = db.query("away", k -> {
                try {
                    String other = k.equals("a") ? "b" : "a";
                    return executor.submit(Tracking.wrap(() -> this.all.get(other))).get();
                } catch (ExecutionException e) {
                    return 0;
                }
            });
            this.all = away;
            caller.run(() -> {
                CycleException e = assertThrows(CycleException.class, () -> away.get("a"));
                assertRing(List.of("away(a)", "away(b)"), e);
            });
        }
    }

    @OnEachCaller
    void subtasksThatMerelyShareACellAreNoCycle(Caller caller) throws Exception {
        edges.set("top", List.of("l", "r", "shared"));
        edges.set("l", List.of("shared", "r"));
        edges.set("r", List.of("shared"));
        for (int i = 0; i < 50; i++) {
            edges.set("shared", i % 2 == 0 ? List.of() : List.of("leaf"));
            int s = 1 + i % 2;
            int r = 1 + s;
            int l = 1 + s + r;
            caller.run(() -> assertEquals(1 + l + r + s, node.get("top")));
        }
    }

    @OnEachCaller
    void aSubtaskThatWaitsForItsSiblingsCellIsNoCycle(Caller caller) throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        Query<String, Integer> slow = db.query("slow", k -> {
            started.countDown();
            asked.await();
            return 1;
        });
        Query<String, Integer> needs = db.query("needs", k -> {
            started.await();
            asked.countDown();
            return slow.get(k) + 1;
        });
        Query<String, Integer> parent = db.query("parent", k -> {
            try (var scope = TaskScope.open()) {
                var a = scope.fork(() -> slow.get(k));
                var b = scope.fork(() -> needs.get(k));
                scope.join();
                return a.get() + b.get();
            }
        });
        caller.run(() -> assertEquals(3, parent.get("p")));
    }
}
