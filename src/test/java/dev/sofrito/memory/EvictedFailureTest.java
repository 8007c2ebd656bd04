package dev.sofrito.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sofrito.Database;
import dev.sofrito.Failures;
import dev.sofrito.Input;
import dev.sofrito.Keep;
import dev.sofrito.Query;
import dev.sofrito.QueryException;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Trace;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** Eviction never forgets a failure within its revision. */
@Tag("mem.evict")
@Timeout(60)
class EvictedFailureTest {

    private static final int OTHERS = 200;

    private final Trace trace = new Trace();
    private final Database db = Database.create();
    private final Input<Integer, Integer> source = db.input("source", Integer.class, Integer.class);

    private int quotient(int key) {
        return 100 / source.find(key).orElse(1);
    }

    private Throwable failure(Query<Integer, Integer> query, int key) {
        return assertThrows(QueryException.class, () -> query.get(key)).getCause();
    }

    @OnEachCaller
    void aFailureOutlivesAnyNumberOfValues(Caller caller) throws Exception {
        Query<Integer, Integer> bounded = db.query("bounded", trace.of("bounded", this::quotient), Keep.atMost(1));
        source.set(-1, 0);
        caller.run(() -> {
            Throwable first = failure(bounded, -1);
            for (int i = 0; i < OTHERS; i++) {
                assertEquals(100, bounded.get(i));
            }
            trace.taken();
            assertSame(first, failure(bounded, -1));
            trace.assertNothingRan();
        });
    }

    @OnEachCaller
    void failuresOutliveEachOther(Caller caller) throws Exception {
        Query<Integer, Integer> bounded = db.query("bounded", trace.of("bounded", this::quotient), Keep.atMost(2));
        caller.run(() -> {
            db.commit(() -> {
                for (int i = 0; i < OTHERS; i++) {
                    source.set(i, 0);
                }
            });
            Throwable[] first = new Throwable[OTHERS];
            for (int i = 0; i < OTHERS; i++) {
                first[i] = failure(bounded, i);
            }
            trace.taken();
            for (int i = 0; i < OTHERS; i++) {
                assertSame(first[i], failure(bounded, i));
            }
            trace.assertNothingRan();
        });
    }

    @OnEachCaller
    void aFailureHealsAtTheNextRevisionAsEver(Caller caller) throws Exception {
        Query<Integer, Integer> bounded = db.query("bounded", trace.of("bounded", this::quotient), Keep.atMost(1));
        source.set(-1, 0);
        caller.run(() -> {
            failure(bounded, -1);
            bounded.get(1);
            bounded.get(2);
            source.set(-1, 4);
            assertEquals(25, bounded.get(-1));
        });
    }

    @OnEachCaller
    void aFailureRememberedUntilSomethingChangesIsNotForgottenWithinItsRevision(Caller caller) throws Exception {
        Query<Integer, Integer> bounded = db.query("bounded", trace.of("bounded", this::quotient), Keep.atMost(1),
                Failures.UNTIL_CHANGED);
        source.set(-1, 0);
        caller.run(() -> {
            Throwable first = failure(bounded, -1);
            for (int i = 0; i < OTHERS; i++) {
                bounded.get(i);
            }
            trace.taken();
            assertSame(first, failure(bounded, -1));
            trace.assertNothingRan();
        });
    }
}
