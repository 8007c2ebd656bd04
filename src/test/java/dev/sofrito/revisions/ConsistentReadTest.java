package dev.sofrito.revisions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.Revision;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import dev.sofrito.testing.Trace;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** All reads in a block agree, whatever others do meanwhile. */
@Tag("rev.consistent-read")
@Timeout(60)
class ConsistentReadTest {

    private final Trace trace = new Trace();
    private final Database db = Database.create();
    private final Input<String, Integer> size = db.input("size", String.class, Integer.class);
    private final Query<String, Integer> twice = db.query("twice", trace.of("twice", k -> 2 * size.find(k).orElse(0)));

    private static void elsewhere(Runnable mutation) {
        for (Caller other : Caller.values()) {
            other.start(mutation::run).uncheckedJoin();
        }
    }

    @OnEachCaller
    void aBlockSeesNothingOfWhatOthersDoMeanwhile(Caller caller) throws Exception {
        size.set("a", 1);
        size.set("b", 1);
        caller.run(() -> {
            int result = db.<Integer, RuntimeException>call(() -> {
                Revision start = db.revision();
                elsewhere(() -> {
                    size.set("a", 2);
                    size.remove("b");
                    size.set("c", 2);
                });
                assertEquals(1, size.get("a"));
                assertEquals(2, twice.get("a"));
                assertEquals(Optional.of(1), size.find("b"));
                assertEquals(2, twice.get("b"));
                assertEquals(Optional.empty(), size.find("c"));
                assertEquals(0, twice.get("c"));
                assertEquals(Set.of("a", "b"), size.keys());
                assertEquals(start, db.revision());
                return twice.get("a") + size.get("a");
            });
            assertEquals(3, result);
            assertEquals(2, size.get("a"));
            assertEquals(4, twice.get("a"));
            assertEquals(Set.of("a", "c"), size.keys());
        });
    }

    @OnEachCaller
    void whatWasRememberedAtTheRevisionOfTheBlockIsUsedAfterOthersMovedOn(Caller caller) throws Exception {
        size.set("a", 1);
        caller.run(() -> db.run(() -> {
            assertEquals(2, twice.get("a"));
            trace.assertRan("twice(a)");
            elsewhere(() -> {
                size.set("a", 2);
                size.set("a", 5);
            });
            assertEquals(2, twice.get("a"));
            trace.assertNothingRan();
        }));
    }

    @OnEachCaller
    void theSameHoldsAfterOthersRecomputedIt(Caller caller) throws Exception {
        size.set("a", 1);
        caller.run(() -> db.run(() -> {
            assertEquals(2, twice.get("a"));
            Caller.PLATFORM.start(() -> {
                size.set("a", 2);
                assertEquals(4, twice.get("a"));
            }).uncheckedJoin();
            assertEquals(2, twice.get("a"));
            assertEquals(1, size.get("a"));
        }));
        assertEquals(4, twice.get("a"));
    }

    @OnEachCaller
    void runIsCallWithoutAResult(Caller caller) throws Exception {
        size.set("a", 1);
        AtomicReference<Integer> seen = new AtomicReference<>();
        caller.run(() -> {
            db.run(() -> {
                elsewhere(() -> size.set("a", 2));
                seen.set(10 * size.get("a") + twice.get("a"));
            });
            assertEquals(12, seen.get());
            assertNull(db.<Integer, RuntimeException>call(() -> null));
        });
    }

    @OnEachCaller
    void aNestedBlockStaysAtTheRevisionOfTheOuter(Caller caller) throws Exception {
        size.set("a", 1);
        caller.run(() -> db.run(() -> {
            elsewhere(() -> size.set("a", 2));
            db.run(() -> {
                assertEquals(1, size.get("a"));
                assertEquals(2, twice.get("a"));
            });
            assertEquals(1, size.get("a"));
        }));
    }

    @OnEachCaller
    void whatABlockThrowsIsThrownAsItIs(Caller caller) throws Exception {
        IOException checked = new IOException("mine");
        AssertionError error = new AssertionError("mine");
        caller.run(() -> {
            assertSame(checked, assertThrows(IOException.class, () -> db.call(() -> {
                throw checked;
            })));
            assertSame(error, assertThrows(AssertionError.class, () -> db.run(() -> {
                throw error;
            })));
        });
    }

    @OnEachCaller
    void afterABlockReadsAreOfThePresentAgain(Caller caller) throws Exception {
        size.set("a", 1);
        caller.run(() -> {
            assertThrows(ArithmeticException.class, () -> db.run(() -> {
                elsewhere(() -> size.set("a", 2));
                throw new ArithmeticException();
            }));
            assertEquals(2, size.get("a"));
            assertEquals(4, twice.get("a"));
        });
    }

    @OnEachCaller
    void readsAgreeWhileAWriterNeverStops(Caller caller) throws Exception {
        size.set("a", 0);
        Running<Void> writer = caller.start(() -> {
            for (int i = 1; i <= 1_500; i++) {
                size.set("a", i);
            }
        });
        caller.run(() -> {
            int last = 0;
            while (!writer.isDone()) {
                int seen = db.<Integer, RuntimeException>call(() -> {
                    int first = size.get("a");
                    Revision start = db.revision();
                    assertEquals(2 * first, twice.get("a"));
                    assertEquals(first, size.get("a"));
                    assertEquals(2 * first, twice.get("a"));
                    assertEquals(start, db.revision());
                    return first;
                });
                assertTrue(seen >= last, seen + " after " + last);
                last = seen;
            }
        });
        writer.join();
        assertEquals(3_000, twice.get("a"));
    }
}
