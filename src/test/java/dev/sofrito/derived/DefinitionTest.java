package dev.sofrito.derived;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.Gate;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ingredients are known by name, and a name is used once. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_METHOD)
class DefinitionTest {

    /** A way to define an ingredient of a given name. */
    @FunctionalInterface
    interface Definition {
        void define(Database db, String name);
    }

    private record Named(String kind, Definition definition) {
        @Override
        public String toString() {
            return kind;
        }
    }

    private record Pair(Named first, Named second) {
        @Override
        public String toString() {
            return first + ", " + second;
        }
    }

    private static final List<Named> KINDS = List.of(
            new Named("input", (db, name) -> db.input(name, String.class, Integer.class)),
            new Named("untyped input", (db, name) -> db.input(name)),
            new Named("single", (db, name) -> db.single(name, Integer.class)),
            new Named("query", (db, name) -> db.query(name, String.class, Integer.class, String::length)),
            new Named("untyped query", (db, name) -> db.<String, Integer>query(name, String::length)),
            new Named("interner", (db, name) -> db.interned(name, String.class)));

    static Stream<Pair> pairs() {
        return KINDS.stream().flatMap(a -> KINDS.stream().map(b -> new Pair(a, b)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pairs")
    void aNameInUseIsRefusedWhateverUsesIt(Pair pair) {
        Database db = Database.create();
        pair.first().definition().define(db, "taken");
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> pair.second().definition().define(db, "taken"));
        assertTrue(String.valueOf(e.getMessage()).contains("taken"), e::toString);
        pair.second().definition().define(db, "free");
    }

    @Test
    void aRefusedDefinitionLeavesTheFirstAsItWas() {
        Database db = Database.create();
        Input<String, Integer> number = db.input("number", String.class, Integer.class);
        Query<String, Integer> next = db.query("next", k -> number.get(k) + 1);
        number.set("a", 1);
        assertThrows(IllegalArgumentException.class, () -> db.single("number", String.class));
        assertThrows(IllegalArgumentException.class, () -> db.query("next", String::valueOf));
        assertEquals(1, number.get("a"));
        assertEquals(2, next.get("a"));
    }

    @Test
    void handlesKnowTheirNames() {
        Database db = Database.create();
        assertEquals("i", db.input("i", String.class, Integer.class).name());
        assertEquals("s", db.single("s", Integer.class).name());
        assertEquals("q", db.<String, Integer>query("q", String::length).name());
        assertEquals("n", db.interned("n", String.class).name());
    }

    @Test
    void twoDatabasesMayUseTheSameNames() {
        Database one = Database.create();
        Database two = Database.create();
        Input<String, Integer> first = one.input("number", String.class, Integer.class);
        Input<String, Integer> second = two.input("number", String.class, Integer.class);
        first.set("a", 1);
        second.set("a", 2);
        assertEquals(1, first.get("a"));
        assertEquals(2, second.get("a"));
    }

    @OnEachCaller
    void aDefinitionMayComeWhileRequestsRun(Caller caller) throws Exception {
        Database db = Database.create();
        Gate gate = new Gate();
        Query<String, Integer> slow = db.query("slow", k -> {
            gate.pass();
            return k.length();
        });
        Running<Integer> request = caller.startCall(() -> slow.get("abc"));
        gate.awaitReached();
        Query<String, Integer> late = db.query("late", k -> slow.get(k) + 1);
        gate.open();
        assertEquals(3, request.result());
        assertEquals(4, late.get("abc"));
    }
}
