package dev.sofrito.interned;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** Interning is not a mutation: nothing moves, nothing runs, and every view has it. */
@Tag("intern.neutral")
@Timeout(60)
class NeutralTest {

    private final Trace trace = new Trace();
    private final Database db = Database.create();
    private final Input<String, String> text = db.input("text", String.class, String.class);
    private final Interned<String> symbol = db.interned("symbol", String.class);
    private final Query<String, Ref<String>> named =
            db.query("named", trace.of("named", k -> symbol.intern(text.get(k))));
    private final Query<String, Integer> length =
            db.query("length", trace.of("length", k -> named.get(k).value().length()));

    @OnEachCaller
    void itMovesNoRevision(Caller caller) throws Exception {
        caller.run(() -> {
            Revision before = text.set("a", "one");
            symbol.intern("one");
            symbol.intern("two");
            symbol.intern("one");
            assertEquals(before, db.revision());
            db.run(() -> {
                symbol.intern("three");
                assertEquals(before, db.revision());
            });
            named.get("a");
            assertEquals(before, db.revision());
        });
    }

    @OnEachCaller
    void itInvalidatesNothing(Caller caller) throws Exception {
        text.set("a", "one");
        caller.run(() -> {
            length.get("a");
            trace.taken();
            for (int i = 0; i < 100; i++) {
                symbol.intern("new " + i);
            }
            symbol.intern("one");
            assertEquals(3, length.get("a"));
            trace.assertNothingRan();
        });
    }

    @OnEachCaller
    void aQueryMayInternAndItsDependentsAreCutOffByTheReference(Caller caller) throws Exception {
        Query<String, Ref<String>> trimmed =
                db.query("trimmed", trace.of("trimmed", k -> symbol.intern(text.get(k).strip())));
        Query<String, Integer> size = db.query("size", trace.of("size", k -> trimmed.get(k).value().length()));
        caller.run(() -> {
            text.set("a", "one");
            assertEquals(3, size.get("a"));
            text.set("a", " one ");
            assertEquals(3, size.get("a"));
            trace.assertRan("size(a)", "trimmed(a)", "trimmed(a)");
            text.set("a", "three");
            assertEquals(5, size.get("a"));
            trace.assertRan("trimmed(a)", "size(a)");
        });
    }

    @OnEachCaller
    void aSnapshotSeesWhatIsInternedAfterIt(Caller caller) throws Exception {
        text.set("a", "one");
        caller.run(() -> {
            try (Snapshot snapshot = db.snapshot()) {
                Revision taken = snapshot.revision();
                Ref<String> later = symbol.intern("later");
                snapshot.run(() -> {
                    assertEquals("later", later.value());
                    assertSame(later, symbol.intern("later"));
                });
                Ref<String> there = snapshot.call(() -> symbol.intern("there"));
                assertEquals("there", there.value());
                assertSame(there, symbol.intern("there"));
                assertEquals(taken, snapshot.revision());
            }
        });
    }

    @OnEachCaller
    void aBatchMayIntern(Caller caller) throws Exception {
        Input<String, Ref<String>> owner = db.input("owner");
        caller.run(() -> {
            AtomicReference<Ref<String>> made = new AtomicReference<>();
            db.commit(() -> {
                made.set(symbol.intern("in a batch"));
                owner.set("a", made.get());
            });
            assertSame(made.get(), owner.get("a"));
            assertSame(made.get(), symbol.intern("in a batch"));
            Revision before = db.revision();
            assertEquals(before, db.commit(() -> symbol.intern("another")));
        });
    }
}
