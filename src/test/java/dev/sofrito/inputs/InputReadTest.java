package dev.sofrito.inputs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.MissingInputException;
import dev.sofrito.Query;
import dev.sofrito.QueryException;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Trace;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** Reads of slots, present and absent, and what they make a query depend on. */
@Tag("input.get")
@Timeout(60)
class InputReadTest {

    private final Trace trace = new Trace();
    private final Database db = Database.create();
    private final Input<String, String> text = db.input("text", String.class, String.class);
    private final Query<String, String> found =
            db.query("found", trace.of("found", k -> text.find(k).orElse("(none)")));
    private final Query<String, String> required = db.query("required", trace.of("required", text::get));

    @OnEachCaller
    void aPresentSlotGivesItsValue(Caller caller) throws Exception {
        text.set("a", "one");
        caller.run(() -> {
            assertEquals("one", text.get("a"));
            assertEquals(Optional.of("one"), text.find("a"));
        });
    }

    @OnEachCaller
    void anAbsentSlotIsAnErrorThatNamesIngredientAndKey(Caller caller) throws Exception {
        text.set("other", "one");
        caller.run(() -> {
            MissingInputException e = assertThrows(MissingInputException.class, () -> text.get("gone.txt"));
            assertTrue(e.getMessage().contains("text(gone.txt)"), e.getMessage());
            assertEquals(Optional.empty(), text.find("gone.txt"));
        });
    }

    @OnEachCaller
    void anAbsentSlotRequiredByAQueryIsTheCauseOfItsFailure(Caller caller) throws Exception {
        Query<String, String> outer = db.query("outer", trace.of("outer", required::get));
        caller.run(() -> {
            QueryException e = assertThrows(QueryException.class, () -> outer.get("gone.txt"));
            MissingInputException cause = assertInstanceOf(MissingInputException.class, e.getCause());
            assertTrue(cause.getMessage().contains("text(gone.txt)"), cause.getMessage());
            assertEquals(List.of("outer(gone.txt)", "required(gone.txt)"), e.path());
        });
    }

    @OnEachCaller
    void aChangeOfValueReachesTheDependents(Caller caller) throws Exception {
        text.set("a", "one");
        caller.run(() -> {
            assertEquals("one", found.get("a"));
            assertEquals("one", required.get("a"));
            text.set("a", "two");
            assertEquals("two", found.get("a"));
            assertEquals("two", required.get("a"));
        });
        trace.assertRan("found(a)", "required(a)", "found(a)", "required(a)");
    }

    @OnEachCaller
    void absentToPresentReachesTheDependents(Caller caller) throws Exception {
        caller.run(() -> {
            assertEquals("(none)", found.get("a"));
            assertThrows(QueryException.class, () -> required.get("a"));
            text.set("a", "one");
            assertEquals("one", found.get("a"));
            assertEquals("one", required.get("a"));
        });
        trace.assertRan("found(a)", "required(a)", "found(a)", "required(a)");
    }

    @OnEachCaller
    void presentToAbsentReachesTheDependents(Caller caller) throws Exception {
        text.set("a", "one");
        caller.run(() -> {
            assertEquals("one", found.get("a"));
            assertEquals("one", required.get("a"));
            text.remove("a");
            assertEquals("(none)", found.get("a"));
            QueryException e = assertThrows(QueryException.class, () -> required.get("a"));
            assertInstanceOf(MissingInputException.class, e.getCause());
        });
        trace.assertRan("found(a)", "required(a)", "found(a)", "required(a)");
    }

    @OnEachCaller
    void aReadIsADependencyOnItsOwnSlotOnly(Caller caller) throws Exception {
        Input<String, String> other = db.input("other", String.class, String.class);
        text.set("a", "one");
        text.set("b", "one");
        caller.run(() -> {
            found.get("a");
            found.get("absent");
            trace.assertRan("found(a)", "found(absent)");

            text.set("b", "two");
            text.set("c", "new");
            text.remove("b");
            other.set("a", "of another input");
            other.set("absent", "of another input");
            assertEquals("one", found.get("a"));
            assertEquals("(none)", found.get("absent"));
            trace.assertNothingRan();
        });
    }

    @OnEachCaller
    void aSlotIsFoundByEqualKeyNotBySameKey(Caller caller) throws Exception {
        text.set("key", "one");
        caller.run(() -> assertEquals("one", text.get(String.join("", "k", "ey"))));
    }

    @OnEachCaller
    void keysWithTheSameHashAreDifferentSlots(Caller caller) throws Exception {
        assertEquals("AaAa".hashCode(), "BBBB".hashCode());
        assertEquals("AaAa".hashCode(), "AaBB".hashCode());
        caller.run(() -> {
            text.set("AaAa", "one");
            text.set("BBBB", "two");
            assertEquals("(none)", found.get("AaBB"));
            assertEquals("one", found.get("AaAa"));
            assertEquals("two", found.get("BBBB"));
            trace.taken();

            text.remove("AaAa");
            assertEquals("two", found.get("BBBB"));
            assertEquals("(none)", found.get("AaBB"));
            trace.assertNothingRan();
            assertEquals("(none)", found.get("AaAa"));
        });
    }
}
