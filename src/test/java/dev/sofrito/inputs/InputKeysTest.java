package dev.sofrito.inputs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Trace;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** The key set of an input, and what reading it makes a query depend on. */
@Tag("input.keys")
@Timeout(60)
class InputKeysTest {

    private final Trace trace = new Trace();
    private final Database db = Database.create();
    private final Input<String, Integer> size = db.input("size", String.class, Integer.class);
    private final Query<String, Set<String>> names = db.query("names", trace.of("names", _ -> size.keys()));
    private final Query<String, Integer> total =
            db.query("total", trace.of("total", _ -> size.keys().stream().mapToInt(size::get).sum()));

    @OnEachCaller
    void keysAreThoseOfThePresentSlots(Caller caller) throws Exception {
        caller.run(() -> {
            assertEquals(Set.of(), size.keys());
            size.set("a", 1);
            size.set("b", 2);
            assertEquals(Set.of("a", "b"), size.keys());
            size.remove("a");
            assertEquals(Set.of("b"), size.keys());
            size.remove("b");
            assertEquals(Set.of(), size.keys());
        });
    }

    @OnEachCaller
    void aKeySetOnceReadDoesNotChange(Caller caller) throws Exception {
        size.set("a", 1);
        caller.run(() -> {
            Set<String> before = size.keys();
            size.set("b", 2);
            size.remove("a");
            assertEquals(Set.of("a"), before);
            assertThrows(UnsupportedOperationException.class, () -> before.add("x"));
            assertThrows(UnsupportedOperationException.class, () -> before.remove("a"));
            assertThrows(UnsupportedOperationException.class, () -> before.iterator().remove());
            assertEquals(Set.of("b"), size.keys());
        });
    }

    @OnEachCaller
    void aChangedValueDoesNotReachWhoReadOnlyTheKeys(Caller caller) throws Exception {
        size.set("a", 1);
        caller.run(() -> {
            assertEquals(Set.of("a"), names.get(""));
            assertEquals(1, total.get(""));
            trace.assertRan("names()", "total()");

            size.set("a", 5);
            assertEquals(Set.of("a"), names.get(""));
            trace.assertNothingRan();
            assertEquals(5, total.get(""));
            trace.assertRan("total()");
        });
    }

    @OnEachCaller
    void aNewKeyReachesWhoReadTheKeys(Caller caller) throws Exception {
        caller.run(() -> {
            assertEquals(Set.of(), names.get(""));
            size.set("a", 1);
            assertEquals(Set.of("a"), names.get(""));
            size.set("b", 1);
            assertEquals(Set.of("a", "b"), names.get(""));
        });
        trace.assertRan("names()", "names()", "names()");
    }

    @OnEachCaller
    void aRemovedKeyReachesWhoReadTheKeys(Caller caller) throws Exception {
        size.set("a", 1);
        size.set("b", 2);
        caller.run(() -> {
            assertEquals(3, total.get(""));
            size.remove("b");
            assertEquals(1, total.get(""));
            size.remove("a");
            assertEquals(0, total.get(""));
        });
        trace.assertRan("total()", "total()", "total()");
    }

    @OnEachCaller
    void aBatchThatLeavesTheKeySetAsItWasDoesNotReachWhoReadOnlyTheKeys(Caller caller) throws Exception {
        size.set("a", 1);
        caller.run(() -> {
            names.get("");
            trace.taken();
            db.commit(() -> {
                size.remove("a");
                size.set("b", 1);
                size.set("a", 7);
                size.remove("b");
            });
            assertEquals(7, size.get("a"));
            assertEquals(Set.of("a"), names.get(""));
            trace.assertNothingRan();
        });
    }

    @OnEachCaller
    void aBatchThatExchangesOneKeyForAnotherReachesWhoReadTheKeys(Caller caller) throws Exception {
        size.set("a", 1);
        caller.run(() -> {
            names.get("");
            trace.taken();
            db.commit(() -> {
                size.remove("a");
                size.set("b", 1);
            });
            assertEquals(Set.of("b"), names.get(""));
            trace.assertRan("names()");
        });
    }

    @OnEachCaller
    void theKeysOfAnotherInputAreNoDependency(Caller caller) throws Exception {
        Input<String, Integer> other = db.input("other", String.class, Integer.class);
        caller.run(() -> {
            names.get("");
            trace.taken();
            other.set("x", 1);
            assertEquals(Set.of(), names.get(""));
            trace.assertNothingRan();
        });
    }

    @OnEachCaller
    void readingAValueIsNoDependencyOnTheKeys(Caller caller) throws Exception {
        Query<String, Integer> one = db.query("one", trace.of("one", size::get));
        size.set("a", 1);
        caller.run(() -> {
            assertEquals(1, one.get("a"));
            trace.taken();
            size.set("b", 1);
            assertEquals(1, one.get("a"));
            trace.assertNothingRan();
        });
    }

    @OnEachCaller
    void keysAreThoseOfTheRevisionThatIsRead(Caller caller) throws Exception {
        size.set("a", 1);
        caller.run(() -> db.run(() -> {
            Caller.VIRTUAL.start(() -> size.set("b", 2)).uncheckedJoin();
            assertEquals(Set.of("a"), size.keys());
            assertEquals(Set.of("a"), names.get(""));
        }));
        assertEquals(Set.of("a", "b"), size.keys());
        assertEquals(Set.of("a", "b"), names.get(""));
    }

    @OnEachCaller
    void manyKeysWithCollidingHashesAreKeptApart(Caller caller) throws Exception {
        record Colliding(int n) {
            @Override
            public int hashCode() {
                return n % 7;
            }
        }
        Input<Colliding, Integer> input = db.input("colliding");
        caller.run(() -> {
            Set<Colliding> expected = new HashSet<>();
            db.commit(() -> {
                for (int i = 0; i < 500; i++) {
                    input.set(new Colliding(i), i);
                    expected.add(new Colliding(i));
                }
            });
            assertEquals(expected, input.keys());
            for (int i = 0; i < 500; i += 3) {
                input.remove(new Colliding(i));
                expected.remove(new Colliding(i));
            }
            assertEquals(expected, input.keys());
            assertEquals(expected.size(), input.keys().size());
            for (Colliding key : expected) {
                assertEquals(key.n(), input.get(key));
            }
        });
    }
}
