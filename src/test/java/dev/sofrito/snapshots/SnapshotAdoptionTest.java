package dev.sofrito.snapshots;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.Snapshot;
import dev.sofrito.testing.Trace;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a mutated snapshot takes over from its source, at whatever time, never mixes two histories. */
@Tag("snap.isolated")
@Tag("snap.queries")
@Tag("derived.precise")
@Timeout(60)
class SnapshotAdoptionTest {

    private final Trace trace = new Trace();
    private final Database db = Database.create();
    private final Input<String, Integer> in = db.input("in", String.class, Integer.class);
    private final Query<String, Integer> half =
            db.query("half", String.class, Integer.class, trace.of("half", key -> in.get(key) / 2));
    private final Query<String, Integer> top =
            db.query("top", String.class, Integer.class, trace.of("top", key -> 10 * half.get(key)));

    private int half(Snapshot snapshot) {
        return snapshot.call(() -> half.get("x"));
    }

    private int top(Snapshot snapshot) {
        return snapshot.call(() -> top.get("x"));
    }

    private void set(Snapshot snapshot, String key, int value) {
        snapshot.run(() -> in.set(key, value));
    }

    @Test
    void aValueThatWentThereInTheSourceAndBackInTheSnapshotReachesDependents() {
        in.set("x", 2);
        assertEquals(1, half.get("x"));
        in.set("x", 4);
        Snapshot snapshot = db.snapshot();
        set(snapshot, "x", 2);
        assertEquals(1, half(snapshot));      // equal to what was remembered last: of before the snapshot
        assertEquals(20, top.get("x"));       // the source computes top at the snapshot's revision

        assertEquals(10, top(snapshot));
        assertEquals(1, half(snapshot));
    }

    @Test
    void theSameForASnapshotOfASnapshot() {
        in.set("x", 2);
        Snapshot parent = db.snapshot();
        set(parent, "x", 4);
        assertEquals(2, half(parent));
        set(parent, "x", 6);
        Snapshot child = parent.snapshot();
        set(child, "x", 4);
        assertEquals(2, half(child));
        assertEquals(30, top(parent));

        assertEquals(20, top(child));
    }

    @Test
    void theSameForAnIndependentSnapshotOfIt() throws Exception {
        in.set("x", 2);
        assertEquals(1, half.get("x"));
        in.set("x", 4);
        Snapshot snapshot = db.snapshot();
        set(snapshot, "x", 2);
        assertEquals(1, half(snapshot));
        assertEquals(20, top.get("x"));

        Snapshot clone = snapshot.snapshotAsync().get(30, TimeUnit.SECONDS);
        assertEquals(10, top(clone));
    }

    @Test
    void cutoffWorksOnWhatASnapshotComputedForItselfBefore() {
        in.set("x", 2);
        in.set("other", 0);
        Snapshot snapshot = db.snapshot();
        in.set("x", 4);
        assertEquals(20, top.get("x"));
        assertEquals(10, top(snapshot));
        trace.taken();

        set(snapshot, "other", 1);
        assertEquals(10, top(snapshot));
        trace.assertNothingRan();
        for (int i = 0; i < 5; i++) {
            set(snapshot, "x", 3 - i % 2);
            assertEquals(10, top(snapshot));
            trace.assertRan("half(x)");
        }
        set(snapshot, "x", 9);
        assertEquals(40, top(snapshot));
        trace.assertRan("half(x)", "top(x)");
    }

    @Test
    void whatWasStaleAtTheSnapshotRunsOnceAndIsThenAsAnyOther() {
        in.set("x", 2);
        in.set("other", 0);
        assertEquals(10, top.get("x"));
        in.set("x", 4);
        Snapshot snapshot = db.snapshot();
        trace.taken();

        set(snapshot, "other", 1);
        assertEquals(20, top(snapshot));
        trace.assertRan("half(x)", "top(x)");
        set(snapshot, "x", 5);
        assertEquals(20, top(snapshot));
        trace.assertRan("half(x)");
        assertEquals(20, top.get("x"));
        trace.assertRan("half(x)", "top(x)");
    }

    @Test
    void aSourceThatGoesOnDoesNotChangeWhatIsTakenOver() {
        in.set("x", 2);
        assertEquals(10, top.get("x"));
        Snapshot snapshot = db.snapshot();
        set(snapshot, "other", 1);
        for (int i = 4; i < 20; i++) {
            in.set("x", i);
            assertEquals(10 * (i / 2), top.get("x"));
        }
        trace.taken();
        assertEquals(10, top(snapshot));
        assertEquals(1, half(snapshot));
        trace.assertNothingRan();
    }
}
