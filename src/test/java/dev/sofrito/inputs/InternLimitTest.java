package dev.sofrito.inputs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Interned;
import dev.sofrito.LimitExceededException;
import dev.sofrito.Query;
import dev.sofrito.QueryException;
import dev.sofrito.Ref;
import dev.sofrito.Revision;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.Garbage;
import dev.sofrito.testing.OnEachCaller;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** The byte budget and interned values: they share it with the slots, and known ones cost nothing. */
@Tag("input.limit")
@Timeout(60)
class InternLimitTest {

    private static final long LIMIT = 64 * 1024;

    private final Database db = Database.builder().stateLimit(LIMIT).build();
    private final Input<String, String> text = db.input("text", String.class, String.class);
    private final Interned<String> symbol = db.interned("symbol", String.class);
    private final List<Ref<String>> held = new ArrayList<>();

    private static String value(int n) {
        return n + "x".repeat(1000);
    }

    /** Interns values, and holds them, until the budget is used up. */
    private int fill() {
        for (int n = 0; n <= LIMIT / 1000; n++) {
            try {
                held.add(symbol.intern(value(n)));
            } catch (LimitExceededException e) {
                assertTrue(n >= 8, "only " + n + " values of 1,000 characters fit into 64 KiB");
                return n;
            }
        }
        throw new AssertionError("the values alone take more than the limit");
    }

    @OnEachCaller
    void anInternThatWouldPassItHasNoEffect(Caller caller) throws Exception {
        caller.run(() -> {
            Revision before = db.revision();
            int n = fill();
            LimitExceededException e = assertThrows(LimitExceededException.class, () -> symbol.intern(value(n)));
            assertTrue(e.getMessage().contains("symbol"), e.getMessage());
            assertTrue(e.getMessage().contains(Long.toString(LIMIT)), e.getMessage());
            assertEquals(before, db.revision());
            assertEquals(n, held.size());
        });
    }

    @OnEachCaller
    void aKnownValueIsInternedAgainAtTheLimit(Caller caller) throws Exception {
        caller.run(() -> {
            int n = fill();
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < n; i++) {
                    assertSame(held.get(i), symbol.intern(value(i)));
                }
                assertThrows(LimitExceededException.class, () -> symbol.intern(value(n)));
            }
            Reference.reachabilityFence(held);
        });
    }

    @OnEachCaller
    void slotsAndInternedValuesShareTheBudget(Caller caller) throws Exception {
        caller.run(() -> {
            text.set("a", "y".repeat(5_000));
            int n = fill();
            assertThrows(LimitExceededException.class, () -> text.set("b", "z".repeat(2_000)));
            text.remove("a");
            held.add(symbol.intern(value(n)));
            text.set("b", "z".repeat(2_000));
            assertEquals(n + 1, held.size());
        });
    }

    @OnEachCaller
    void inAQueryItIsTheFailureOfTheQuery(Caller caller) throws Exception {
        Query<String, Integer> greedy = db.query("greedy", k -> {
            List<Ref<String>> refs = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                refs.add(symbol.intern(k + value(i)));
            }
            return refs.size();
        });
        caller.run(() -> {
            QueryException e = assertThrows(QueryException.class, () -> greedy.get("a"));
            assertInstanceOf(LimitExceededException.class, e.getCause());
        });
    }

    @OnEachCaller
    void whatIsForgottenMakesRoom(Caller caller) throws Exception {
        caller.run(() -> {
            int n = fill();
            held.clear();
            Garbage.awaitCollected(() -> {
                try {
                    return symbol.intern(value(n)).value().equals(value(n));
                } catch (LimitExceededException e) {
                    return false;
                }
            });
            Garbage.awaitCollected(() -> {
                try {
                    text.set("large", "z".repeat(20_000));
                    return true;
                } catch (LimitExceededException e) {
                    return false;
                }
            });
        });
    }
}
