package dev.sofrito.cycles;

import static dev.sofrito.cycles.Nodes.assertRing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sofrito.CycleException;
import dev.sofrito.Failures;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.Snapshot;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A cycle belongs to its revision: gone it leaves no trace, and met while revalidating it is reported. */
@Tag("cycle.stale")
@Timeout(60)
class StaleCycleTest {

    private final Nodes nodes = new Nodes();

    private CycleException cycle(String name) {
        return assertThrows(CycleException.class, () -> nodes.node.get(name));
    }

    @OnEachCaller
    void aCycleThatIsGoneLeavesNoTrace(Caller caller) throws Exception {
        nodes.ring("a", "b", "c");
        nodes.edges("x", "a");
        caller.run(() -> cycle("x"));
        nodes.edges("c");
        caller.run(() -> {
            assertEquals(1, nodes.node.get("c"));
            assertEquals(3, nodes.node.get("a"));
            assertEquals(4, nodes.node.get("x"));
            assertEquals(2, nodes.node.get("b"));
        });
    }

    @Test
    void whereverTheRingIsBrokenAndWhicheverIsAskedFirst() {
        String[] names = {"a", "b", "c", "d"};
        for (int broken = 0; broken < 4; broken++) {
            for (int asked = 0; asked < 4; asked++) {
                nodes.ring(names);
                cycle(names[asked]);
                nodes.edges(names[broken]);
                for (int i = 0; i < 4; i++) {
                    int at = (asked + i) % 4;
                    assertEquals(Math.floorMod(broken - at, 4) + 1, nodes.node.get(names[at]));
                }
            }
        }
    }

    @OnEachCaller
    void aCycleMetWhileRevalidatingIsReported(Caller caller) throws Exception {
        nodes.edges("a", "b");
        nodes.edges("b", "c");
        nodes.edges("c");
        caller.run(() -> assertEquals(3, nodes.node.get("a")));
        nodes.edges("c", "a");
        caller.run(() -> assertRing(cycle("a"), "a", "b", "c"));
        caller.run(() -> assertRing(cycle("b"), "a", "b", "c"));
        caller.run(() -> assertRing(cycle("c"), "a", "b", "c"));
    }

    @OnEachCaller
    void aCycleMetWhileRevalidatingFromOutsideIsReported(Caller caller) throws Exception {
        nodes.edges("x", "y");
        nodes.edges("y", "a");
        nodes.edges("a", "b");
        caller.run(() -> assertEquals(4, nodes.node.get("x")));
        nodes.edges("b", "a");
        caller.run(() -> {
            CycleException e = cycle("x");
            assertRing(e, "a", "b");
            assertEquals("node(x)", e.path().getFirst());
        });
        nodes.edges("b");
        caller.run(() -> assertEquals(4, nodes.node.get("x")));
    }

    @Test
    void cyclesMayComeAndGoForAHundredRevisions() {
        nodes.edges("a", "b");
        nodes.edges("x", "a");
        for (int i = 0; i < 100; i++) {
            nodes.edges("b");
            assertEquals(3, nodes.node.get("x"));
            assertEquals(2, nodes.node.get("a"));
            nodes.edges("b", "a");
            assertRing(cycle(i % 2 == 0 ? "x" : "b"), "a", "b");
        }
    }

    @Test
    void turningARingAroundIsNoCycleWhileRevalidating() {
        Input<String, Boolean> forward = nodes.db.input("forward");
        Query<String, Integer> link = nodes.db.query("link", nodes.trace.of("link", k ->
                k.equals("a") == forward.get("it") ? this.link.get(k.equals("a") ? "b" : "a") + 1 : 1));
        this.link = link;
        forward.set("it", true);
        assertEquals(2, link.get("a"));
        assertEquals(1, link.get("b"));
        for (int i = 0; i < 10; i++) {
            forward.set("it", false);
            assertEquals(i % 2 == 0 ? 1 : 2, link.get(i % 2 == 0 ? "a" : "b"));
            assertEquals(2, link.get("b"));
            assertEquals(1, link.get("a"));
            forward.set("it", true);
            assertEquals(i % 2 == 0 ? 1 : 2, link.get(i % 2 == 0 ? "b" : "a"));
            assertEquals(1, link.get("b"));
            assertEquals(2, link.get("a"));
        }
    }

    private Query<String, Integer> link = nodes.node;

    @Test
    void anUnrelatedEditLeavesTheCycleWhereItIs() {
        nodes.ring("a", "b");
        cycle("a");
        for (int i = 0; i < 5; i++) {
            nodes.edges("unrelated" + i);
            assertRing(cycle("b"), "a", "b");
            assertRing(cycle("a"), "a", "b");
        }
    }

    @Test
    void aSnapshotKeepsTheCycleThatTheSourceMended() {
        nodes.ring("a", "b");
        cycle("a");
        try (Snapshot snapshot = nodes.db.snapshot()) {
            nodes.edges("b");
            assertEquals(2, nodes.node.get("a"));
            CycleException e = assertThrows(CycleException.class,
                    () -> snapshot.call(() -> nodes.node.get("a")));
            assertRing(e, "a", "b");
        }
    }

    @Test
    void aQueryThatKeepsFailuresUntilChangedHealsWithTheCycle() {
        Query<String, Integer> keeping = nodes.db.query("keeping", nodes.node::get, Failures.UNTIL_CHANGED);
        nodes.ring("a", "b");
        assertThrows(CycleException.class, () -> keeping.get("a"));
        nodes.edges("unrelated");
        assertThrows(CycleException.class, () -> keeping.get("a"));
        nodes.edges("b");
        assertEquals(2, keeping.get("a"));
    }
}
