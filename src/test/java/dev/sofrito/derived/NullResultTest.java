package dev.sofrito.derived;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.QueryException;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Trace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A function that returns null fails with a message that names the query and the key. */
@Tag("derived.null")
class NullResultTest {

    private final Database db = Database.create();
    private final Trace trace = new Trace();
    private final Input<String, Integer> number = db.input("number", String.class, Integer.class);
    private final Map<Integer, String> names = new HashMap<>(Map.of(1, "one"));

    // A map's get may give null, which the annotations of the JDK do not tell.
    private final Query<String, String> name =
            db.query("nameOf", trace.of("nameOf", k -> names.get(number.get(k))));
    private final Query<String, Integer> outer = db.query("outer", trace.of("outer", k -> name.get(k).length()));

    @OnEachCaller
    void theRequestFailsWithAMessageThatNamesQueryAndKey(Caller caller) throws Exception {
        number.set("some key", 2);
        caller.run(() -> {
            QueryException e = assertThrows(QueryException.class, () -> name.get("some key"));
            String message = assertInstanceOf(NullPointerException.class, e.getCause()).getMessage();
            assertTrue(message.contains("nameOf"), message);
            assertTrue(message.contains("some key"), message);
            assertEquals(List.of("nameOf(some key)"), e.path());
        });
    }

    @Test
    void dependentsFailAsWithAnyFailure() {
        number.set("a", 2);
        QueryException e = assertThrows(QueryException.class, () -> outer.get("a"));
        assertInstanceOf(NullPointerException.class, e.getCause());
        assertEquals(List.of("outer(a)", "nameOf(a)"), e.path());
    }

    @Test
    void itIsRememberedForTheRevisionAndHeals() {
        number.set("a", 2);
        assertThrows(QueryException.class, () -> name.get("a"));
        assertThrows(QueryException.class, () -> name.get("a"));
        trace.assertRan("nameOf(a)");
        number.set("a", 1);
        assertEquals("one", name.get("a"));
        trace.assertRan("nameOf(a)");
    }
}
