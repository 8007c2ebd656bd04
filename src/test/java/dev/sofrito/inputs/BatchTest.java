package dev.sofrito.inputs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.Revision;
import dev.sofrito.SingleInput;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Trace;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** A batch takes effect as one mutation: its net effect, at one revision. */
@Tag("input.batch")
@Timeout(60)
class BatchTest {

    private final Trace trace = new Trace();
    private final Database db = Database.create();
    private final Input<String, Integer> size = db.input("size", String.class, Integer.class);
    private final Input<Integer, String> name = db.input("name", Integer.class, String.class);
    private final SingleInput<String> root = db.single("root", String.class);
    private final Query<String, String> all = db.query("all", trace.of("all", k ->
            k + "=" + size.find(k).orElse(0) + " " + name.find(1).orElse("-") + " " + root.find().orElse("-")));

    @OnEachCaller
    void itSpansInputsAndMovesToOneRevision(Caller caller) throws Exception {
        name.set(1, "gone");
        caller.run(() -> {
            assertEquals("a=0 gone -", all.get("a"));
            Revision before = db.revision();
            Revision after = db.commit(() -> {
                size.set("a", 1);
                name.remove(1);
                root.set("src");
            });
            assertTrue(after.compareTo(before) > 0);
            assertEquals(after, db.revision());
            assertEquals(1, size.get("a"));
            assertEquals(Optional.empty(), name.find(1));
            assertEquals("src", root.get());
            assertEquals("a=1 - src", all.get("a"));
        });
        trace.assertRan("all(a)", "all(a)");
    }

    @OnEachCaller
    void theLastSetOnASlotWins(Caller caller) throws Exception {
        caller.run(() -> {
            db.commit(() -> {
                size.set("a", 1);
                size.set("a", 2);
                root.set("x");
                size.set("a", 3);
                root.set("y");
            });
            assertEquals(3, size.get("a"));
            assertEquals("y", root.get());
        });
    }

    @OnEachCaller
    void theLastOfSetAndRemoveWins(Caller caller) throws Exception {
        size.set("a", 1);
        caller.run(() -> {
            db.commit(() -> {
                size.remove("a");
                size.set("a", 2);
                size.set("b", 1);
                size.remove("b");
            });
            assertEquals(2, size.get("a"));
            assertEquals(Optional.empty(), size.find("b"));
            assertEquals(Set.of("a"), size.keys());

            db.commit(() -> {
                size.set("a", 9);
                size.remove("a");
            });
            assertEquals(Set.of(), size.keys());
        });
    }

    @OnEachCaller
    void anEmptyBatchKeepsTheRevision(Caller caller) throws Exception {
        size.set("a", 1);
        caller.run(() -> {
            Revision before = db.revision();
            assertEquals(before, db.commit(() -> {}));
            assertEquals(before, db.commit(() -> size.get("a")));
            assertEquals(before, db.revision());
        });
    }

    @OnEachCaller
    void aBatchWithoutNetEffectKeepsTheRevisionAndWhatWasRemembered(Caller caller) throws Exception {
        size.set("a", 1);
        name.set(1, "one");
        caller.run(() -> {
            Revision before = db.revision();
            all.get("a");
            all.get("b");
            trace.taken();

            Revision after = db.commit(() -> {
                size.set("a", 2);
                size.set("b", 7);
                name.remove(1);
                root.set("src");
                root.remove();
                name.set(1, "one");
                size.remove("b");
                size.set("a", 1);
                size.remove("never");
            });
            assertEquals(before, after);
            assertEquals(before, db.revision());
            assertEquals("a=1 one -", all.get("a"));
            assertEquals("b=0 one -", all.get("b"));
            trace.assertNothingRan();
        });
    }

    @OnEachCaller
    void aSlotWithoutNetEffectInABatchThatHasSomeReachesNobody(Caller caller) throws Exception {
        Query<String, Integer> one = db.query("one", trace.of("one", size::get));
        size.set("a", 1);
        size.set("b", 1);
        caller.run(() -> {
            one.get("a");
            one.get("b");
            trace.taken();
            db.commit(() -> {
                size.set("a", 2);
                size.set("b", 2);
                size.set("a", 1);
            });
            assertEquals(1, one.get("a"));
            assertEquals(2, one.get("b"));
            trace.assertRan("one(b)");
        });
    }

    @OnEachCaller
    void whatABatchChangesTwiceOverReachesADependentOnce(Caller caller) throws Exception {
        caller.run(() -> {
            all.get("a");
            db.commit(() -> {
                for (int i = 1; i <= 5; i++) {
                    size.set("a", i);
                    name.set(1, "n" + i);
                }
            });
            assertEquals("a=5 n5 -", all.get("a"));
        });
        trace.assertRan("all(a)", "all(a)");
    }

    @OnEachCaller
    void theBlockRunsOnTheCallersThread(Caller caller) throws Exception {
        caller.run(() -> {
            AtomicReference<Thread> thread = new AtomicReference<>();
            db.commit(() -> thread.set(Thread.currentThread()));
            assertSame(Thread.currentThread(), thread.get());
        });
    }

    @OnEachCaller
    void aLargeBatchIsOneRevision(Caller caller) throws Exception {
        Query<String, Integer> total =
                db.query("total", trace.of("total", _ -> size.keys().stream().mapToInt(size::get).sum()));
        caller.run(() -> {
            assertEquals(0, total.get(""));
            db.commit(() -> {
                for (int i = 0; i < 10_000; i++) {
                    size.set("k" + i, 1);
                }
            });
            assertEquals(10_000, total.get(""));
            db.commit(() -> {
                for (int i = 0; i < 10_000; i += 2) {
                    size.remove("k" + i);
                }
            });
            assertEquals(5_000, total.get(""));
        });
        trace.assertRan("total()", "total()", "total()");
    }
}
