package dev.sofrito.cycles;

import static dev.sofrito.cycles.Nodes.assertRing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.CycleException;
import dev.sofrito.Query;
import dev.sofrito.QueryException;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A cell that needs itself fails with the list of those that need each other. */
@Tag("cycle.self")
@Timeout(120)
class SelfCycleTest {

    private final Nodes nodes = new Nodes();

    /** The query under test, for its own function. */
    private Query<String, Integer> self = nodes.node;

    private CycleException cycle(String name) {
        return assertThrows(CycleException.class, () -> nodes.node.get(name));
    }

    @OnEachCaller
    void aCellThatAsksForItself(Caller caller) throws Exception {
        nodes.ring("a");
        caller.run(() -> {
            CycleException e = cycle("a");
            assertEquals(List.of("node(a)"), e.participants());
            assertEquals("node(a)", e.path().getFirst());
        });
        nodes.trace.assertRan("node(a)");
    }

    @OnEachCaller
    void aRingOfThree(Caller caller) throws Exception {
        nodes.ring("a", "b", "c");
        caller.run(() -> assertRing(cycle("a"), "a", "b", "c"));
        nodes.trace.assertRan("node(a)", "node(b)", "node(c)");
    }

    @OnEachCaller
    void allMembersFailWhicheverIsAskedNext(Caller caller) throws Exception {
        nodes.ring("a", "b", "c");
        caller.run(() -> {
            for (String name : List.of("b", "a", "c", "b")) {
                CycleException e = cycle(name);
                assertRing(e, "a", "b", "c");
                assertEquals("node(" + name + ")", e.path().getFirst());
            }
        });
        nodes.trace.assertRan("node(b)", "node(c)", "node(a)");
    }

    @Test
    void theMessageNamesTheParticipants() {
        nodes.ring("a", "b", "c");
        String message = cycle("a").getMessage();
        for (String part : List.of("cycle", "node(a)", "node(b)", "node(c)")) {
            assertTrue(message.contains(part), message);
        }
    }

    @OnEachCaller
    void whatLeadsIntoTheRingFailsButIsNoParticipant(Caller caller) throws Exception {
        nodes.ring("a", "b");
        nodes.edges("x", "y");
        nodes.edges("y", "a");
        caller.run(() -> {
            CycleException e = cycle("x");
            assertRing(e, "a", "b");
            assertEquals(List.of("node(x)", "node(y)", "node(a)"), e.path().subList(0, 3));
        });
        assertRing(cycle("y"), "a", "b");
        assertRing(cycle("b"), "a", "b");
    }

    @Test
    void whatIsNotInTheRingStillComputes() {
        nodes.ring("a", "b");
        nodes.edges("a", "leaf", "b");
        nodes.edges("other", "leaf");
        cycle("a");
        assertEquals(1, nodes.node.get("leaf"));
        assertEquals(2, nodes.node.get("other"));
        nodes.trace.assertRan("node(a)", "node(leaf)", "node(b)", "node(other)");
    }

    @Test
    void membersFailEvenIfTheyCatchIt() {
        Query<String, Integer> catching = nodes.db.query("catching", nodes.trace.of("catching", k -> {
            try {
                return self.get(k.equals("a") ? "b" : "a");
            } catch (QueryException e) {
                return 0;
            }
        }));
        self = catching;
        CycleException e = assertThrows(CycleException.class, () -> catching.get("a"));
        assertRing(List.of("catching(a)", "catching(b)"), e);
        e = assertThrows(CycleException.class, () -> catching.get("b"));
        assertRing(List.of("catching(a)", "catching(b)"), e);
        nodes.trace.assertRan("catching(a)", "catching(b)");
    }

    @Test
    void whoeverIsNoMemberMayCatchItAndGoOn() {
        Query<String, Integer> orZero = nodes.db.query("orZero", nodes.trace.of("orZero", k -> {
            try {
                return nodes.node.get(k);
            } catch (CycleException e) {
                return 0;
            }
        }));
        nodes.ring("a", "b");
        assertEquals(0, orZero.get("a"));
        assertEquals(0, orZero.get("a"));
        nodes.trace.assertRan("orZero(a)", "node(a)", "node(b)");
        nodes.edges("b");
        assertEquals(2, orZero.get("a"));
    }

    @Test
    void twoRingsThatShareACellAreBothReported() {
        nodes.edges("a", "b");
        nodes.edges("b", "a", "c");
        nodes.edges("c", "b");
        for (String name : List.of("a", "b", "c")) {
            CycleException e = cycle(name);
            assertTrue(e.participants().contains("node(b)"), e::getMessage);
            assertEquals(2, e.participants().size(), e::getMessage);
        }
    }

    @Test
    void aChainThatReachesItselfThroughAnotherQueryIsACycle() {
        Query<String, Integer> via = nodes.db.query("via", k -> self.get(k) + 1);
        Query<String, Integer> first = nodes.db.query("first", k -> via.get(k) + 1);
        self = first;
        CycleException e = assertThrows(CycleException.class, () -> first.get("k"));
        assertRing(List.of("first(k)", "via(k)"), e);
    }

    @OnEachCaller
    void aRingOfTwentyThousandIsReportedWithoutOverflow(Caller caller) throws Exception {
        int size = 20_000;
        nodes.ring(IntStream.range(0, size).mapToObj(i -> "n" + i).toArray(String[]::new));
        caller.run(() -> {
            CycleException e = cycle("n0");
            assertEquals(size, e.participants().size());
            assertRing(e, IntStream.range(0, size).mapToObj(i -> "n" + i).toArray(String[]::new));
            assertTrue(e.getMessage().length() < 1000, "the message is shortened");
        });
        assertEquals(size, nodes.trace.taken().size());
    }

    @Test
    void theDatabaseGoesOnAfterAThousandCycles() {
        nodes.ring("a", "b");
        for (int i = 0; i < 1000; i++) {
            nodes.edges("x" + i, "a");
            assertRing(cycle("x" + i), "a", "b");
        }
        nodes.edges("a");
        assertEquals(2, nodes.node.get("b"));
        assertEquals(2, nodes.node.get("x999"));
    }
}
