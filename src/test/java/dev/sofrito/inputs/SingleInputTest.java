package dev.sofrito.inputs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.MissingInputException;
import dev.sofrito.Query;
import dev.sofrito.Revision;
import dev.sofrito.SingleInput;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Trace;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** An input with one slot behaves as a slot of any other input. */
@Tag("input.single")
@Timeout(60)
class SingleInputTest {

    private final Trace trace = new Trace();
    private final Database db = Database.create();
    private final SingleInput<String> root = db.single("root", String.class);
    private final Query<String, String> path =
            db.query("path", trace.of("path", f -> root.find().orElse("?") + "/" + f));

    @OnEachCaller
    void itIsAbsentAtFirstAndSaysSo(Caller caller) throws Exception {
        caller.run(() -> {
            assertEquals(Optional.empty(), root.find());
            MissingInputException e = assertThrows(MissingInputException.class, root::get);
            assertTrue(e.getMessage().contains("root"), e.getMessage());
            assertEquals("root", root.name());
        });
    }

    @OnEachCaller
    void itHoldsWhatWasSet(Caller caller) throws Exception {
        caller.run(() -> {
            Revision before = db.revision();
            Revision first = root.set("src");
            assertTrue(first.compareTo(before) > 0);
            assertEquals(first, db.revision());
            assertEquals("src", root.get());
            assertEquals(Optional.of("src"), root.find());
        });
    }

    @OnEachCaller
    void settingAnEqualValueChangesNothing(Caller caller) throws Exception {
        caller.run(() -> {
            Revision first = root.set("src");
            path.get("a");
            trace.taken();
            assertEquals(first, root.set(String.join("", "s", "rc")));
            assertEquals(first, db.revision());
            path.get("a");
            trace.assertNothingRan();
        });
    }

    @OnEachCaller
    void removingMakesItAbsentOnce(Caller caller) throws Exception {
        caller.run(() -> {
            Revision none = db.revision();
            assertEquals(none, root.remove());
            Revision set = root.set("src");
            Revision removed = root.remove();
            assertTrue(removed.compareTo(set) > 0);
            assertEquals(removed, root.remove());
            assertEquals(Optional.empty(), root.find());
            assertThrows(MissingInputException.class, root::get);
        });
    }

    @OnEachCaller
    void everyChangeReachesTheDependents(Caller caller) throws Exception {
        caller.run(() -> {
            assertEquals("?/a", path.get("a"));
            root.set("src");
            assertEquals("src/a", path.get("a"));
            root.set("lib");
            assertEquals("lib/a", path.get("a"));
            root.remove();
            assertEquals("?/a", path.get("a"));
        });
        trace.assertRan("path(a)", "path(a)", "path(a)", "path(a)");
    }

    @OnEachCaller
    void twoSingleInputsAreTwoSlots(Caller caller) throws Exception {
        SingleInput<String> other = db.single("other", String.class);
        caller.run(() -> {
            root.set("src");
            path.get("a");
            trace.taken();
            other.set("lib");
            assertEquals("src", root.get());
            assertEquals("src/a", path.get("a"));
            trace.assertNothingRan();
        });
    }
}
