package dev.sofrito.inputs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.Revision;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Trace;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** What setting a slot does to the revision and to what was remembered. */
@Tag("input.set")
@Timeout(60)
class InputSetTest {

    private final Trace trace = new Trace();
    private final Database db = Database.create();
    private final Input<String, List<String>> lines = db.input("lines");
    private final Query<String, Integer> count = db.query("count", trace.of("count", k -> lines.get(k).size()));

    @OnEachCaller
    void aChangeMovesToAGreaterRevisionAndReturnsIt(Caller caller) throws Exception {
        caller.run(() -> {
            Revision before = db.revision();
            Revision first = lines.set("a", List.of("1"));
            assertTrue(first.compareTo(before) > 0);
            assertEquals(first, db.revision());

            Revision second = lines.set("a", List.of("1", "2"));
            assertTrue(second.compareTo(first) > 0);
            assertEquals(second, db.revision());
            assertEquals(List.of("1", "2"), lines.get("a"));
        });
    }

    @OnEachCaller
    void anEqualValueChangesNothing(Caller caller) throws Exception {
        caller.run(() -> {
            Revision first = lines.set("a", new ArrayList<>(List.of("1")));
            assertEquals(1, count.get("a"));
            trace.assertRan("count(a)");

            assertEquals(first, lines.set("a", List.of("1")));
            assertEquals(first, db.revision());
            assertEquals(1, count.get("a"));
            trace.assertNothingRan();
        });
    }

    @OnEachCaller
    void anEqualValueReturnsThePresentRevisionAlsoWhenOtherSlotsHaveChangedSince(Caller caller) throws Exception {
        caller.run(() -> {
            lines.set("a", List.of("1"));
            Revision present = lines.set("b", List.of("2"));
            assertEquals(present, lines.set("a", List.of("1")));
            assertEquals(present, db.revision());
        });
    }

    @OnEachCaller
    void aValueThatWentAwayAndCameBackIsRight(Caller caller) throws Exception {
        caller.run(() -> {
            Revision first = lines.set("a", List.of("1"));
            assertEquals(1, count.get("a"));
            lines.set("a", List.of("1", "2"));
            Revision third = lines.set("a", List.of("1"));
            assertTrue(third.compareTo(first) > 0);
            assertEquals(1, count.get("a"));
            assertEquals(List.of("1"), lines.get("a"));
        });
    }

    @OnEachCaller
    void aChangeReachesWhoReadTheSlotAndNobodyElse(Caller caller) throws Exception {
        caller.run(() -> {
            lines.set("a", List.of("1"));
            lines.set("b", List.of("1"));
            count.get("a");
            count.get("b");
            trace.taken();

            lines.set("b", List.of("1", "2"));
            assertEquals(1, count.get("a"));
            assertEquals(2, count.get("b"));
            trace.assertRan("count(b)");
        });
    }

    @OnEachCaller
    void theSameKeyInTwoInputsIsTwoSlots(Caller caller) throws Exception {
        Input<String, List<String>> others = db.input("others");
        caller.run(() -> {
            lines.set("a", List.of("1"));
            others.set("a", List.of("2"));
            assertEquals(List.of("1"), lines.get("a"));
            assertEquals(List.of("2"), others.get("a"));
        });
    }
}
