package dev.sofrito.derived;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.SingleInput;
import dev.sofrito.Snapshot;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.Gate;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A closed database refuses every use, and says so; what was under way when it was closed finishes. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClosedDatabaseTest {

    private Database db = Database.create();
    private Input<String, Integer> number = db.input("number");
    private SingleInput<Integer> single = db.single("single", Integer.class);
    private Query<String, Integer> next = db.query("next", k -> number.get(k) + 1);
    private Query<String, Integer> gated = next;
    private Gate gate = new Gate();

    @BeforeEach
    void create() {
        db = Database.create();
        gate = new Gate();
        number = db.input("number", String.class, Integer.class);
        single = db.single("single", Integer.class);
        next = db.query("next", String.class, Integer.class, k -> number.get(k) + 1);
        gated = db.query("gated", k -> {
            gate.pass();
            return next.get(k);
        });
        number.set("a", 1);
        single.set(1);
        next.get("a");
    }

    @Test
    void saysWhatItIsAndWasAt() {
        assertEquals("Database[revision " + db.revision().number() + "]", db.toString());
        Snapshot snapshot = db.snapshot();
        assertEquals("Snapshot[revision " + db.revision().number() + "]", snapshot.toString());
        db.close();
        snapshot.close();
        assertEquals("Database[closed]", db.toString());
        assertEquals("Snapshot[closed]", snapshot.toString());
    }

    Stream<Arguments> uses() {
        return Stream.of(
                use("get", () -> number.get("a")),
                use("find", () -> number.find("a")),
                use("keys", () -> number.keys()),
                use("set", () -> number.set("a", 2)),
                use("remove", () -> number.remove("a")),
                use("single get", () -> single.get()),
                use("single find", () -> single.find()),
                use("single set", () -> single.set(2)),
                use("single remove", () -> single.remove()),
                use("cached query", () -> next.get("a")),
                use("uncached query", () -> next.get("b")),
                use("getAll", () -> next.getAll(List.of("a", "b"))),
                use("peek", () -> next.peek("a")),
                use("revision", () -> db.revision()),
                use("call", () -> db.call(() -> 1)),
                use("run", () -> db.run(() -> {})),
                use("commit", () -> db.commit(() -> number.set("a", 2))),
                use("snapshot", () -> db.snapshot()),
                use("collect", () -> db.collect(0)));
    }

    private static Arguments use(String name, Executable use) {
        return arguments(name, use);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("uses")
    void eachUseIsRefused(String name, Executable use) {
        db.close();
        assertThrows(IllegalStateException.class, use, name);
    }

    @Test
    void closingAgainDoesNothing() {
        db.close();
        db.close();
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> next.get("a"));
        assertTrue(String.valueOf(e.getMessage()).contains("closed"), e::toString);
    }

    @Test
    void aBatchThatClosesItIsRefused() {
        try (Snapshot before = db.snapshot()) {
            IllegalStateException e = assertThrows(IllegalStateException.class, () -> db.commit(() -> {
                number.set("a", 2);
                db.close();
            }));
            assertTrue(String.valueOf(e.getMessage()).contains("the database is closed"), e::toString);
            assertThrows(IllegalStateException.class, () -> number.get("a"));
            assertEquals(2, before.call(() -> next.get("a")));
        }
    }

    @OnEachCaller
    void aRequestUnderWayFinishes(Caller caller) throws Exception {
        Running<Integer> request = caller.startCall(() -> gated.get("a"));
        gate.awaitReached();
        db.close();
        gate.open();
        assertEquals(2, request.result());
    }

    @Test
    void anotherDatabaseIsNotConcerned() {
        Database other = Database.create();
        Input<String, Integer> otherNumber = other.input("number", String.class, Integer.class);
        otherNumber.set("a", 5);
        db.close();
        assertEquals(5, otherNumber.get("a"));
    }
}
