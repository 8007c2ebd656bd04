package dev.sofrito.inputs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.MissingInputException;
import dev.sofrito.Query;
import dev.sofrito.Revision;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Trace;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** What removing a slot does to the revision and to what was remembered. */
@Tag("input.remove")
@Timeout(60)
class InputRemoveTest {

    private final Trace trace = new Trace();
    private final Database db = Database.create();
    private final Input<String, String> text = db.input("text", String.class, String.class);
    private final Query<String, Boolean> present =
            db.query("present", trace.of("present", k -> text.find(k).isPresent()));

    @OnEachCaller
    void removingAnAbsentSlotChangesNothing(Caller caller) throws Exception {
        caller.run(() -> {
            Revision before = text.set("a", "one");
            assertEquals(false, present.get("b"));
            trace.assertRan("present(b)");

            assertEquals(before, text.remove("b"));
            assertEquals(before, db.revision());
            assertEquals(false, present.get("b"));
            trace.assertNothingRan();
        });
    }

    @OnEachCaller
    void removingFromAnEmptyInputChangesNothing(Caller caller) throws Exception {
        caller.run(() -> {
            Revision before = db.revision();
            assertEquals(before, text.remove("a"));
            assertEquals(before, db.revision());
        });
    }

    @OnEachCaller
    void removingAPresentSlotMovesToAGreaterRevisionWithoutIt(Caller caller) throws Exception {
        caller.run(() -> {
            Revision before = text.set("a", "one");
            assertEquals(true, present.get("a"));

            Revision after = text.remove("a");
            assertTrue(after.compareTo(before) > 0);
            assertEquals(after, db.revision());
            assertThrows(MissingInputException.class, () -> text.get("a"));
            assertEquals(Optional.empty(), text.find("a"));
            assertEquals(Set.of(), text.keys());
            assertEquals(false, present.get("a"));
            trace.assertRan("present(a)", "present(a)");
        });
    }

    @OnEachCaller
    void removingTwiceChangesOnce(Caller caller) throws Exception {
        caller.run(() -> {
            text.set("a", "one");
            Revision once = text.remove("a");
            assertEquals(once, text.remove("a"));
            assertEquals(once, db.revision());
        });
    }

    @OnEachCaller
    void aRemovedSlotCanBeSetAgain(Caller caller) throws Exception {
        caller.run(() -> {
            text.set("a", "one");
            assertEquals(true, present.get("a"));
            Revision removed = text.remove("a");
            assertEquals(false, present.get("a"));
            assertTrue(text.set("a", "one").compareTo(removed) > 0);
            assertEquals("one", text.get("a"));
            assertEquals(true, present.get("a"));
        });
    }

    @OnEachCaller
    void removingReachesOnlyWhoReadTheSlot(Caller caller) throws Exception {
        caller.run(() -> {
            text.set("a", "one");
            text.set("b", "two");
            present.get("a");
            present.get("b");
            trace.taken();

            text.remove("b");
            assertEquals(true, present.get("a"));
            trace.assertNothingRan();
            assertEquals(false, present.get("b"));
            trace.assertRan("present(b)");
        });
    }
}
