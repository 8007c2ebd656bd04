package dev.sofrito.inputs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.Revision;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Trace;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** A batch that throws, or asks for what it may not, has not happened. */
@Tag("input.batch")
@Timeout(60)
class BatchFailureTest {

    private final Trace trace = new Trace();
    private final Database db = Database.create();
    private final Input<String, Integer> size = db.input("size", String.class, Integer.class);
    private final Query<String, Integer> twice = db.query("twice", trace.of("twice", k -> 2 * size.find(k).orElse(0)));

    private Revision before = db.revision();

    private void prepare() {
        before = size.set("a", 1);
        twice.get("a");
        twice.get("b");
        trace.taken();
    }

    private void assertNothingHappened() {
        assertEquals(before, db.revision());
        assertEquals(Set.of("a"), size.keys());
        assertEquals(1, size.get("a"));
        assertEquals(2, twice.get("a"));
        assertEquals(0, twice.get("b"));
        trace.assertNothingRan();
    }

    private void assertTheNextBatchWorks() {
        assertTrue(db.commit(() -> size.set("c", 3)).compareTo(before) > 0);
        assertEquals(Set.of("a", "c"), size.keys());
        assertEquals(6, twice.get("c"));
    }

    @OnEachCaller
    void anExceptionIsThrownAsItIsAndLeavesNoTrace(Caller caller) throws Exception {
        caller.run(() -> {
            prepare();
            RuntimeException mine = new RuntimeException("mine");
            RuntimeException thrown = assertThrows(RuntimeException.class, () -> db.commit(() -> {
                size.set("a", 5);
                size.set("b", 5);
                size.remove("a");
                throw mine;
            }));
            assertSame(mine, thrown);
            assertNothingHappened();
            assertTheNextBatchWorks();
        });
    }

    @OnEachCaller
    void anErrorIsThrownAsItIsAndLeavesNoTrace(Caller caller) throws Exception {
        caller.run(() -> {
            prepare();
            StackOverflowError mine = new StackOverflowError();
            Error thrown = assertThrows(Error.class, () -> db.commit(() -> {
                size.set("a", 5);
                size.set("b", 5);
                throw mine;
            }));
            assertSame(mine, thrown);
            assertNothingHappened();
            assertTheNextBatchWorks();
        });
    }

    @OnEachCaller
    void askingForADerivedValueIsRefusedAlsoIfItIsRemembered(Caller caller) throws Exception {
        caller.run(() -> {
            prepare();
            assertThrows(IllegalStateException.class, () -> db.commit(() -> {
                size.set("a", 5);
                twice.get("a");
            }));
            assertNothingHappened();
            assertThrows(IllegalStateException.class, () -> db.commit(() -> {
                size.set("b", 5);
                twice.get("never asked");
            }));
            assertNothingHappened();
            assertTheNextBatchWorks();
        });
    }

    @OnEachCaller
    void askingForSeveralDerivedValuesIsRefused(Caller caller) throws Exception {
        caller.run(() -> {
            prepare();
            assertThrows(IllegalStateException.class, () -> db.commit(() -> {
                size.set("a", 5);
                twice.getAll(Set.of("a", "b"));
            }));
            assertNothingHappened();
            assertTheNextBatchWorks();
        });
    }

    @OnEachCaller
    void askingForADerivedValueThroughACallBlockIsRefused(Caller caller) throws Exception {
        caller.run(() -> {
            prepare();
            assertThrows(IllegalStateException.class, () -> db.commit(() -> {
                size.set("a", 5);
                db.run(() -> twice.get("a"));
            }));
            assertNothingHappened();
            assertTheNextBatchWorks();
        });
    }

    @OnEachCaller
    void aNestedBatchIsRefused(Caller caller) throws Exception {
        caller.run(() -> {
            prepare();
            assertThrows(IllegalStateException.class, () -> db.commit(() -> {
                size.set("a", 5);
                db.commit(() -> size.set("b", 5));
            }));
            assertNothingHappened();
            assertTheNextBatchWorks();
        });
    }

    @OnEachCaller
    void aNestedBatchIsRefusedAlsoIfItIsEmpty(Caller caller) throws Exception {
        caller.run(() -> {
            prepare();
            assertThrows(IllegalStateException.class, () -> db.commit(() -> db.commit(() -> {})));
            assertNothingHappened();
        });
    }

    @OnEachCaller
    void aFailedBatchInABlockLeavesTheBlockWhereItWas(Caller caller) throws Exception {
        caller.run(() -> {
            prepare();
            db.run(() -> {
                assertThrows(ArithmeticException.class, () -> db.commit(() -> {
                    size.set("a", 5);
                    throw new ArithmeticException();
                }));
                assertNothingHappened();
            });
            assertTheNextBatchWorks();
        });
    }

    @OnEachCaller
    void aFailedBatchDoesNotHoldUpOtherThreads(Caller caller) throws Exception {
        prepare();
        caller.run(() -> assertThrows(ArithmeticException.class, () -> db.commit(() -> {
            throw new ArithmeticException();
        })));
        for (Caller other : Caller.values()) {
            other.run(() -> size.set(other.name(), 1));
        }
        assertEquals(Set.of("a", "PLATFORM", "VIRTUAL"), size.keys());
    }
}
