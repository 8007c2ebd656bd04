package dev.sofrito.snapshots;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.sofrito.Database;
import dev.sofrito.Equality;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.Snapshot;
import dev.sofrito.Untracked;
import dev.sofrito.testing.Trace;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A snapshot never sees a value of a later revision, however its dependencies look. */
@Tag("snap.queries")
@Tag("snap.frozen")
@Timeout(60)
class SnapshotLaterValuesTest {

    private final Trace trace = new Trace();
    private final Database db = Database.create();
    private final Input<String, String> in = db.input("in", String.class, String.class);

    @Test
    void aLaterValueThatCountsAsEqualDoesNotReplaceTheCachedOne() {
        Query<String, String> initial = db.query("initial", String.class, String.class, trace.of("initial", in::get),
                Equality.<String>of((a, b) -> a.charAt(0) == b.charAt(0)));
        Query<String, String> quoted = db.query("quoted", String.class, String.class,
                trace.of("quoted", key -> "'" + initial.get(key) + "'"));
        in.set("x", "apple");
        quoted.get("x");
        Snapshot snapshot = db.snapshot();
        in.set("x", "avocado");
        quoted.get("x");
        trace.assertRan("quoted(x)", "initial(x)", "initial(x)");

        assertEquals("apple", snapshot.call(() -> initial.get("x")));
        assertEquals("'apple'", snapshot.call(() -> quoted.get("x")));
        trace.assertNothingRan();
    }

    @Test
    void anUntrackedValueOfALaterRevisionIsNotTaken() {
        AtomicInteger clock = new AtomicInteger();
        Query<String, Integer> time = db.query("time", String.class, Integer.class,
                trace.of("time", key -> clock.get()), Untracked.INSTANCE);
        Query<String, Integer> twice = db.query("twice", String.class, Integer.class,
                trace.of("twice", key -> 2 * time.get(key)));
        in.set("x", "1");
        clock.set(1);
        assertEquals(2, twice.get("now"));
        Snapshot cached = db.snapshot();
        in.set("x", "2");
        Snapshot uncached = db.snapshot();
        in.set("x", "3");
        clock.set(3);
        assertEquals(6, twice.get("now"));
        trace.assertRan("twice(now)", "time(now)", "time(now)", "twice(now)");

        assertEquals(2, cached.call(() -> twice.get("now")));
        assertEquals(1, cached.call(() -> time.get("now")));
        trace.assertNothingRan();

        clock.set(4);
        assertEquals(8, uncached.call(() -> twice.get("now")));
        assertEquals(8, uncached.call(() -> twice.get("now")));
        trace.assertRanInAnyOrder("time(now)", "twice(now)");
        assertEquals(6, twice.get("now"));
        trace.assertNothingRan();
    }

    @Test
    void aRunThatReadsOtherSlotsLaterIsNotTaken() {
        Query<String, String> chosen = db.query("chosen", String.class, String.class,
                trace.of("chosen", key -> in.get(in.get(key))));
        Query<String, String> loud = db.query("loud", String.class, String.class,
                trace.of("loud", key -> chosen.get(key) + "!"));
        in.set("a", "A");
        in.set("b", "B");
        in.set("which", "a");
        Snapshot snapshot = db.snapshot();
        in.set("which", "b");
        assertEquals("B!", loud.get("which"));
        trace.assertRan("loud(which)", "chosen(which)");

        assertEquals("A!", snapshot.call(() -> loud.get("which")));
        trace.assertRan("loud(which)", "chosen(which)");
        assertEquals("B!", loud.get("which"));
        trace.assertNothingRan();
    }

    @Test
    void anInputThatWentThereAndBackHasNoEffect() {
        Query<String, Object> boxed = db.query("boxed", String.class, Object.class,
                trace.of("boxed", key -> new StringBuilder(in.get(key))), Equality.none());
        in.set("x", "here");
        Object then = boxed.get("x");
        Snapshot snapshot = db.snapshot();
        in.set("x", "there");
        boxed.get("x");
        in.set("x", "here");
        Object now = boxed.get("x");
        assertEquals("here", now.toString());
        trace.taken();

        assertSame(then, snapshot.call(() -> boxed.get("x")));
        assertSame(now, boxed.get("x"));
        trace.assertNothingRan();
    }

    @Test
    void aKeyThatCameLaterIsAbsentHoweverOftenTheSourceWasAskedForIt() {
        Query<String, Boolean> present = db.query("present", String.class, Boolean.class,
                trace.of("present", key -> in.find(key).isPresent()));
        Query<String, Integer> size = db.query("size", String.class, Integer.class,
                trace.of("size", all -> in.keys().size()));
        Snapshot snapshot = db.snapshot();
        in.set("late", "x");
        assertEquals(true, present.get("late"));
        assertEquals(1, size.get("all"));
        assertEquals(false, snapshot.call(() -> present.get("late")));
        assertEquals(0, snapshot.call(() -> size.get("all")));
        in.remove("late");
        assertEquals(false, present.get("late"));
        in.set("late", "y");
        assertEquals(true, present.get("late"));
        assertEquals(false, snapshot.call(() -> present.get("late")));
        assertEquals(0, snapshot.call(() -> size.get("all")));
    }

    @Test
    void aValueRevalidatedOverAWholeHistoryIsEachTimeThatOfItsRevision() {
        Query<String, Integer> length = db.query("length", String.class, Integer.class,
                trace.of("length", key -> in.get(key).length()));
        Query<String, String> shown = db.query("shown", String.class, String.class,
                trace.of("shown", key -> length.get(key) > 3 ? in.get(key) : "short"));
        Snapshot[] snapshots = new Snapshot[60];
        for (int i = 0; i < snapshots.length; i++) {
            in.set("x", "%d".formatted(1L << i % 20));
            if (i % 3 != 0) {
                shown.get("x");
            }
            snapshots[i] = db.snapshot();
        }
        for (int i = snapshots.length - 1; i >= 0; i--) {
            String value = "%d".formatted(1L << i % 20);
            assertEquals(value.length(), snapshots[i].call(() -> length.get("x")));
            assertEquals(value.length() > 3 ? value : "short", snapshots[i].call(() -> shown.get("x")));
        }
    }
}
