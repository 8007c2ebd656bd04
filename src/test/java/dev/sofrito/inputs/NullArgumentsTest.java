package dev.sofrito.inputs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Interned;
import dev.sofrito.Query;
import dev.sofrito.QueryException;
import dev.sofrito.Revision;
import dev.sofrito.SingleInput;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Trace;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** Null is refused at once, by name. */
@Tag("input.null")
@Timeout(60)
class NullArgumentsTest {

    private final Trace trace = new Trace();
    private final Database db = Database.create();
    private final Input<String, Integer> size = db.input("size", String.class, Integer.class);
    private final SingleInput<String> root = db.single("root", String.class);
    private final Interned<String> symbol = db.interned("symbol", String.class);
    private final Query<String, Integer> query = db.query("query", trace.of("query", k -> size.find(k).orElse(0)));

    private static void assertRefused(String parameter, Executable use) {
        NullPointerException e = assertThrows(NullPointerException.class, use);
        String message = String.valueOf(e.getMessage());
        assertTrue(message.matches(".*\\b" + parameter + "\\b.*"), message);
        assertFalse(message.startsWith("Cannot "), "the virtual machine found it, not the library: " + message);
    }

    @OnEachCaller
    void aNullKeyIsRefused(Caller caller) throws Exception {
        caller.run(() -> {
            Revision before = size.set("a", 1);
            assertRefused("key", () -> size.get(null));
            assertRefused("key", () -> size.find(null));
            assertRefused("key", () -> size.set(null, 1));
            assertRefused("key", () -> size.remove(null));
            assertEquals(before, db.revision());
            assertEquals(Set.of("a"), size.keys());
        });
    }

    @OnEachCaller
    void aNullValueIsRefused(Caller caller) throws Exception {
        caller.run(() -> {
            Revision before = size.set("a", 1);
            assertRefused("value", () -> size.set("a", null));
            assertRefused("value", () -> size.set("b", null));
            assertRefused("value", () -> root.set(null));
            assertRefused("value", () -> symbol.intern(null));
            assertEquals(before, db.revision());
            assertEquals(1, size.get("a"));
        });
    }

    @OnEachCaller
    void aNullKeyOfAQueryIsRefusedBeforeAnythingRuns(Caller caller) throws Exception {
        caller.run(() -> {
            assertRefused("key", () -> query.get(null));
            assertRefused("key", () -> query.peek(null));
            assertRefused("keys", () -> query.getAll(null));
            assertRefused("keys?", () -> query.getAll(Arrays.asList("a", null)));
        });
        trace.assertNothingRan();
    }

    @OnEachCaller
    void insideABatchItIsRefusedAtOnceNotWhenTheBatchEnds(Caller caller) throws Exception {
        caller.run(() -> {
            Revision after = db.commit(() -> {
                size.set("a", 1);
                assertRefused("key", () -> size.set(null, 1));
                assertRefused("value", () -> size.set("b", null));
                assertRefused("key", () -> size.remove(null));
                assertRefused("value", () -> root.set(null));
                size.set("c", 3);
            });
            assertEquals(after, db.revision());
            assertEquals(Set.of("a", "c"), size.keys());
        });
    }

    @OnEachCaller
    void insideAQueryItIsAFailureOfTheQueryThatNamesTheParameter(Caller caller) throws Exception {
        Query<String, Integer> careless = db.query("careless", _ -> size.get(null));
        caller.run(() -> {
            Throwable cause = assertThrows(QueryException.class, () -> careless.get("a")).getCause();
            assertRefused("key", () -> {
                throw cause;
            });
        });
    }

    @OnEachCaller
    void nullBlocksAreRefused(Caller caller) throws Exception {
        caller.run(() -> {
            assertRefused("mutations", () -> db.commit(null));
            assertRefused("block", () -> db.call(null));
            assertRefused("block", () -> db.run(null));
        });
    }

    @OnEachCaller
    void nullInADefinitionIsRefused(Caller caller) throws Exception {
        caller.run(() -> {
            assertRefused("name", () -> db.input(null));
            assertRefused("name", () -> db.single(null, String.class));
            assertRefused("name", () -> db.query(null, k -> k));
            assertRefused("name", () -> db.interned(null, String.class));
            assertRefused("key", () -> db.input("i1", null, String.class));
            assertRefused("value", () -> db.input("i2", String.class, (Class<String>) null));
            assertRefused("value", () -> db.single("i3", (Class<String>) null));
            assertRefused("value", () -> db.interned("i4", (Class<String>) null));
            assertRefused("function", () -> db.query("i5", null));
            assertRefused("function", () -> db.query("i6", String.class, String.class, null));
            for (String free : List.of("i1", "i2", "i3", "i4", "i5", "i6")) {
                assertEquals(free, db.input(free).name());
            }
        });
    }
}
