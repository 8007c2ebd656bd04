package dev.sofrito.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sofrito.Database;
import dev.sofrito.Durability;
import dev.sofrito.Input;
import dev.sofrito.LimitExceededException;
import dev.sofrito.Query;
import dev.sofrito.Snapshot;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.Garbage;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Trace;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Of a removed slot that nothing depends on nothing is left after a collection and one more commit. */
@Tag("mem.collect")
@Timeout(60)
class ForgottenSlotsTest {

    private record Name(String text) {}

    private static final int GONE = 20;

    private final Trace trace = new Trace();
    private final Database db = Database.builder().stateLimit(100_000).build();
    private final Input<Name, Integer> size = db.input("size");
    private final Input<String, String> other = db.input("other", String.class, String.class);
    private final Query<Name, Integer> twice =
            db.query("twice", trace.of("twice", n -> 2 * size.find(n).orElse(0)));
    private final Query<String, Integer> total =
            db.query("total", trace.of("total", _ -> size.keys().stream().mapToInt(twice::get).sum()));
    private final List<WeakReference<Name>> gone = new ArrayList<>();

    /** Sets slots, and reads them as given, and removes them. */
    private void come(Consumer<Name> read) {
        for (int i = 0; i < GONE; i++) {
            Name name = new Name("gone " + i);
            size.set(name, i);
            read.accept(name);
            gone.add(new WeakReference<>(name));
        }
    }

    private void go() {
        for (int i = 0; i < GONE; i++) {
            size.remove(new Name("gone " + i));
        }
    }

    private void assertForgotten() {
        gone.forEach(Garbage::awaitCleared);
        Reference.reachabilityFence(db);
    }

    @OnEachCaller
    void theKeyOfARemovedFileIsForgotten(Caller caller) throws Exception {
        caller.run(() -> {
            size.set(new Name("stays"), 1);
            come(twice::get);
            total.get("");
            go();
            assertEquals(2, total.get(""));
            assertEquals(GONE, db.collect(0));
            other.set("x", "next");
            trace.taken();
            assertEquals(2, total.get(""));
            trace.assertNothingRan();
        });
        assertForgotten();
    }

    @OnEachCaller
    void theKeyOfASlotThatNoQueryReadIsForgotten(Caller caller) throws Exception {
        caller.run(() -> {
            come(size::get);
            go();
            db.collect(0);
            other.set("x", "next");
        });
        assertForgotten();
    }

    @OnEachCaller
    void aCommitThatFailsAfterTheCollectionDoesNotKeepIt(Caller caller) throws Exception {
        caller.run(() -> {
            come(twice::get);
            go();
            other.set("x", "one");
            assertEquals(GONE, db.collect(0));
            assertThrows(LimitExceededException.class, () -> other.set("x", "one".repeat(100_000)));
            other.set("x", "two");
        });
        assertForgotten();
    }

    @OnEachCaller
    void aForgottenSlotThatComesBackReachesWhoReadIt(Caller caller) throws Exception {
        caller.run(() -> {
            come(twice::get);
            total.get("");
            go();
            assertEquals(0, total.get(""));
            assertEquals(GONE, db.collect(0));
            other.set("x", "next");
            Name again = new Name("gone 3");
            assertEquals(0, twice.get(again));
            size.set(again, 7);
            assertEquals(14, twice.get(again));
            assertEquals(14, total.get(""));
            size.remove(again);
            assertEquals(0, twice.get(again));
        });
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void forgettingIsNoChangeForWhoReadTheAbsenceOfAnotherSlot(Durability level) {
        Input<Name, Integer> input = db.input("input", level);
        Query<Name, Integer> query = db.query("query", trace.of("query", n -> input.find(n).orElse(0)));
        Name never = new Name("never");
        input.set(new Name("gone"), 1);
        query.get(new Name("gone"));
        input.remove(new Name("gone"));
        query.get(never);
        assertEquals(1, db.collect(0));
        other.set("x", "next");
        trace.taken();
        assertEquals(0, query.get(never));
        try (Snapshot snapshot = db.snapshot()) {
            snapshot.run(() -> {
                assertEquals(0, query.get(never));
                other.set("x", "of the snapshot");
                assertEquals(0, query.get(never));
            });
        }
        trace.assertNothingRan();
    }
}
