package dev.sofrito.inputs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.LimitExceededException;
import dev.sofrito.Query;
import dev.sofrito.Revision;
import dev.sofrito.SingleInput;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import dev.sofrito.testing.Trace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The byte budget for slots: what fits is kept, what does not has no effect. */
@Tag("input.limit")
@Timeout(60)
class StateLimitTest {

    private static final long LIMIT = 64 * 1024;
    private static final String VALUE = "x".repeat(1000);

    private final Trace trace = new Trace();
    private final Database db = Database.builder().stateLimit(LIMIT).build();
    private final Input<Integer, String> text = db.input("text", Integer.class, String.class);
    private final SingleInput<String> root = db.single("root", String.class);
    private final Query<Integer, Integer> length =
            db.query("length", trace.of("length", k -> text.find(k).map(String::length).orElse(-1)));

    /** Sets slots from 0 on until the budget is used up; gives their number. */
    private int fill() {
        for (int n = 0; n <= LIMIT / VALUE.length(); n++) {
            int key = n;
            Revision before = db.revision();
            try {
                text.set(key, VALUE);
            } catch (LimitExceededException e) {
                assertEquals(before, db.revision());
                assertTrue(n >= 8, "only " + n + " values of 1,000 characters fit into 64 KiB");
                return n;
            }
        }
        throw new AssertionError("the values alone take more than the limit");
    }

    private static Set<Integer> upTo(int n) {
        Set<Integer> keys = new HashSet<>();
        for (int i = 0; i < n; i++) {
            keys.add(i);
        }
        return keys;
    }

    @OnEachCaller
    void aSetThatWouldPassItHasNoEffect(Caller caller) throws Exception {
        caller.run(() -> {
            int n = fill();
            Revision before = db.revision();
            assertEquals(-1, length.get(n));
            assertEquals(1000, length.get(0));
            trace.taken();

            assertThrows(LimitExceededException.class, () -> text.set(n, VALUE));
            assertThrows(LimitExceededException.class, () -> text.set(0, "y".repeat(3000)));
            assertThrows(LimitExceededException.class, () -> root.set("z".repeat(3000)));
            assertEquals(before, db.revision());
            assertEquals(upTo(n), text.keys());
            assertEquals(VALUE, text.get(0));
            assertTrue(root.find().isEmpty());
            assertEquals(-1, length.get(n));
            assertEquals(1000, length.get(0));
            trace.assertNothingRan();
        });
    }

    @OnEachCaller
    void theMessageNamesWhatAndTheLimit(Caller caller) throws Exception {
        caller.run(() -> {
            int n = fill();
            LimitExceededException e = assertThrows(LimitExceededException.class, () -> text.set(n, VALUE));
            assertTrue(e.getMessage().contains("text(" + n + ")"), e.getMessage());
            assertTrue(e.getMessage().contains(Long.toString(LIMIT)), e.getMessage());
        });
    }

    @OnEachCaller
    void aValueLargerThanTheWholeBudgetIsRefusedByAnEmptyDatabase(Caller caller) throws Exception {
        caller.run(() -> {
            assertThrows(LimitExceededException.class, () -> text.set(1, "x".repeat(100_000)));
            assertEquals(Set.of(), text.keys());
            text.set(1, VALUE);
            assertEquals(VALUE, text.get(1));
        });
    }

    @OnEachCaller
    void mutationsThatNeedNoRoomWorkAtTheLimit(Caller caller) throws Exception {
        caller.run(() -> {
            int n = fill();
            Revision full = db.revision();
            assertEquals(full, text.set(0, "x".repeat(1000)), "an equal value changes nothing");
            assertEquals(full, text.remove(n));
            text.set(0, "y".repeat(1000));
            assertEquals("y".repeat(1000), text.get(0));
            text.set(0, "short");
            text.remove(1);
            text.set(1, VALUE);
            assertEquals(VALUE, text.get(1));
        });
    }

    @OnEachCaller
    void removalFreesWhatItHeldAndNoMore(Caller caller) throws Exception {
        caller.run(() -> {
            int n = fill();
            for (int round = 0; round < 1_000; round++) {
                text.remove(round % n);
                text.set(round % n, VALUE);
            }
            assertThrows(LimitExceededException.class, () -> text.set(n, VALUE));
            for (int i = 0; i < n; i++) {
                text.remove(i);
            }
            assertEquals(n, fill(), "as much fits as at first");
        });
    }

    @OnEachCaller
    void refusedMutationsTakeNoRoom(Caller caller) throws Exception {
        caller.run(() -> {
            int n = fill();
            for (int round = 0; round < 1_000; round++) {
                assertThrows(LimitExceededException.class, () -> text.set(n, VALUE));
            }
            text.remove(0);
            text.set(n, VALUE);
            assertEquals(n, text.keys().size());
        });
    }

    @OnEachCaller
    void aBatchThatWouldPassItHasNoEffect(Caller caller) throws Exception {
        caller.run(() -> {
            int n = fill();
            Revision before = db.revision();
            assertThrows(LimitExceededException.class, () -> db.commit(() -> {
                text.set(0, "short");
                text.remove(1);
                for (int i = 0; i < 10; i++) {
                    text.set(n + i, VALUE);
                }
                root.set("src");
            }));
            assertEquals(before, db.revision());
            assertEquals(upTo(n), text.keys());
            assertEquals(VALUE, text.get(0));
            assertTrue(root.find().isEmpty());
        });
    }

    @OnEachCaller
    void aBatchIsMeasuredByItsResult(Caller caller) throws Exception {
        caller.run(() -> {
            int n = fill();
            db.commit(() -> {
                for (int i = 0; i < n; i++) {
                    text.set(n + i, VALUE);
                }
                for (int i = 0; i < n; i++) {
                    text.remove(i);
                }
            });
            assertEquals(n, text.keys().size());
            assertEquals(VALUE, text.get(n));
        });
    }

    @OnEachCaller
    void aBatchThatThrowsTakesNoRoom(Caller caller) throws Exception {
        caller.run(() -> {
            for (int round = 0; round < 200; round++) {
                assertThrows(ArithmeticException.class, () -> db.commit(() -> {
                    text.set(1, VALUE);
                    throw new ArithmeticException();
                }));
            }
            assertTrue(fill() >= 8);
        });
    }

    @OnEachCaller
    void derivedValuesDoNotCount(Caller caller) throws Exception {
        Query<Integer, String> large = db.query("large", k -> text.get(k).repeat(1_000));
        caller.run(() -> {
            fill();
            assertEquals(1_000_000, large.get(0).length());
            assertEquals(1_000_000, large.get(1).length());
        });
    }

    @OnEachCaller
    void concurrentSettersTogetherDoNotPassIt(Caller caller) throws Exception {
        int n = fill();
        for (int i = 0; i < n; i++) {
            text.remove(i);
        }
        List<Running<?>> setters = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int first = t * n;
            setters.add(caller.start(() -> {
                for (int i = first; i < first + n; i++) {
                    try {
                        text.set(i, VALUE);
                    } catch (LimitExceededException e) {
                        assertTrue(text.find(i).isEmpty());
                    }
                }
            }));
        }
        for (Running<?> setter : setters) {
            setter.join();
        }
        assertEquals(n, text.keys().size());
    }

    @Test
    void withoutALimitThereIsNone() {
        Input<Integer, String> unbounded = Database.create().input("text", Integer.class, String.class);
        for (int i = 0; i < 500; i++) {
            unbounded.set(i, "x".repeat(10_000));
        }
        assertEquals(500, unbounded.keys().size());
    }

    @Test
    void aLimitMustBePositive() {
        assertThrows(IllegalArgumentException.class, () -> Database.builder().stateLimit(0));
        assertThrows(IllegalArgumentException.class, () -> Database.builder().stateLimit(-1));
    }
}
