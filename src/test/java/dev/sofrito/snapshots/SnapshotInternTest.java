package dev.sofrito.snapshots;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Interned;
import dev.sofrito.Query;
import dev.sofrito.Ref;
import dev.sofrito.Revision;
import dev.sofrito.Snapshot;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Trace;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Interned values are shared by all views, and only ever added to. */
@Tag("intern.dedup")
@Tag("intern.neutral")
@Timeout(60)
class SnapshotInternTest {

    private final Trace trace = new Trace();
    private final Database db = Database.create();
    private final Interned<String> names = db.interned("names", String.class);
    private final Input<String, String> in = db.input("in", String.class, String.class);
    private final Query<Ref<String>, Integer> length =
            db.query("length", trace.<Ref<String>, Integer>of("length", name -> name.value().length()));
    private final Query<String, Ref<String>> nameOf =
            db.query("nameOf", trace.<String, Ref<String>>of("nameOf", key -> names.intern(in.get(key))));

    @OnEachCaller
    void equalValuesAreOneReferenceInAllViews(Caller caller) throws Exception {
        Ref<String> before = names.intern("before");
        Snapshot snapshot = db.snapshot();
        Ref<String> after = names.intern("after");
        Snapshot mutated = snapshot.snapshot();
        mutated.run(() -> in.set("x", "y"));
        caller.run(() -> {
            for (Snapshot view : List.of(snapshot, mutated)) {
                assertSame(before, view.call(() -> names.intern("before")));
                assertSame(after, view.call(() -> names.intern("after")));
            }
            Ref<String> fromSnapshot = snapshot.call(() -> names.intern("from the snapshot"));
            assertSame(fromSnapshot, names.intern("from the snapshot"));
            assertSame(fromSnapshot, mutated.call(() -> names.intern("from the snapshot")));
            assertNotSame(before, after);
        });
    }

    @Test
    void interningInASnapshotMovesNoRevisionAndInvalidatesNothing() {
        Revision revision = in.set("x", "value");
        nameOf.get("x");
        Snapshot snapshot = db.snapshot();
        trace.taken();
        snapshot.run(() -> names.intern("new"));
        names.intern("newer");
        assertEquals(revision, db.revision());
        assertEquals(revision, snapshot.revision());
        assertSame(nameOf.get("x"), snapshot.call(() -> nameOf.get("x")));
        trace.assertNothingRan();
    }

    @Test
    void aReferenceOutlivesTheSnapshotThatMadeIt() {
        Ref<String> ref;
        try (Snapshot snapshot = db.snapshot()) {
            ref = snapshot.call(() -> names.intern("kept"));
        }
        assertEquals("kept", ref.value());
        assertSame(ref, names.intern("kept"));
    }

    @Test
    void aReferenceMadeLaterIsAKeyInAnEarlierSnapshot() {
        Snapshot snapshot = db.snapshot();
        in.set("x", "later");
        Ref<String> later = nameOf.get("x");
        assertEquals(5, snapshot.call(() -> length.get(later)));
        assertEquals(5, length.get(later));
        trace.assertRan("nameOf(x)", "length(" + later + ")");
    }

    @Test
    void queriesThatInternGiveTheSameReferenceInEveryView() {
        in.set("x", "same");
        Snapshot snapshot = db.snapshot();
        in.set("x", "other");
        Ref<String> other = nameOf.get("x");
        Ref<String> same = snapshot.call(() -> nameOf.get("x"));
        assertNotSame(other, same);
        in.set("x", "same");
        assertSame(same, nameOf.get("x"));
    }
}
