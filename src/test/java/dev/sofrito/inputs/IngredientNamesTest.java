package dev.sofrito.inputs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Durability;
import dev.sofrito.Input;
import dev.sofrito.Keep;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** A name stands for one ingredient of a database. */
@Timeout(60)
class IngredientNamesTest {

    private final Database db = Database.create();

    private Map<String, Executable> definitions(String name) {
        Map<String, Executable> definitions = new LinkedHashMap<>();
        definitions.put("input", () -> db.input(name));
        definitions.put("typed input", () -> db.input(name, String.class, String.class));
        definitions.put("single", () -> db.single(name, String.class));
        definitions.put("query", () -> db.query(name, k -> k));
        definitions.put("typed query", () -> db.query(name, String.class, String.class, k -> k));
        definitions.put("interned", () -> db.interned(name, String.class));
        return definitions;
    }

    @Test
    void aNameThatIsTakenIsRefusedByName() throws Throwable {
        for (Map.Entry<String, Executable> first : definitions("").entrySet()) {
            String name = "the " + first.getKey();
            definitions(name).get(first.getKey()).execute();
            for (Map.Entry<String, Executable> second : definitions(name).entrySet()) {
                IllegalArgumentException e = assertThrows(IllegalArgumentException.class, second.getValue(),
                        first.getKey() + ", then " + second.getKey());
                assertTrue(e.getMessage().contains(name), e.getMessage());
            }
        }
    }

    @Test
    void aRefusedDefinitionLeavesTheFirstAsItIs() {
        Input<String, String> text = db.input("text", String.class, String.class);
        text.set("a", "one");
        assertThrows(IllegalArgumentException.class, () -> db.query("text", k -> k));
        text.set("b", "two");
        assertEquals("one", text.get("a"));
        assertEquals(Set.of("a", "b"), text.keys());
    }

    @Test
    void twoDatabasesHaveNamesOfTheirOwn() {
        Input<String, String> here = db.input("text", String.class, String.class);
        Input<String, String> there = Database.create().input("text", String.class, String.class);
        here.set("a", "here");
        there.set("a", "there");
        assertEquals("here", here.get("a"));
        assertEquals("there", there.get("a"));
    }

    @Test
    void aDefinitionThatIsRefusedLeavesItsNameFree() {
        Durability none = null;
        Keep nothing = null;
        assertNamesTheOption(() -> db.input("a", none));
        assertNamesTheOption(() -> db.query("b", k -> k, nothing));
        db.input("a");
        db.query("b", k -> k);
    }

    private static void assertNamesTheOption(Executable definition) {
        assertEquals("option", assertThrows(NullPointerException.class, definition).getMessage());
    }
}
