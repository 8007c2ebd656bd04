package dev.sofrito.interned;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Interned;
import dev.sofrito.Query;
import dev.sofrito.Ref;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.Garbage;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import dev.sofrito.testing.Trace;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** A reference means its value for as long as anybody holds it, and is collected with its value when nobody does. */
@Tag("intern.stable")
@Timeout(60)
class StabilityTest {

    private record Name(String text) {}

    private final Trace trace = new Trace();
    private final Database db = Database.create();
    private final Interned<Name> name = db.interned("name", Name.class);

    private Name fresh(String text) {
        return new Name(text);
    }

    @OnEachCaller
    void aReferenceThatIsHeldOutlivesCollections(Caller caller) throws Exception {
        caller.run(() -> {
            List<Ref<Name>> held = new ArrayList<>();
            List<WeakReference<Ref<Name>>> forgotten = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                held.add(name.intern(fresh("held " + i)));
                forgotten.add(new WeakReference<>(name.intern(fresh("forgotten " + i))));
            }
            forgotten.forEach(Garbage::awaitCleared);
            for (int i = 0; i < 100; i++) {
                assertEquals(fresh("held " + i), held.get(i).value());
                assertSame(held.get(i), name.intern(fresh("held " + i)));
            }
            Reference.reachabilityFence(held);
        });
    }

    @OnEachCaller
    void whatNobodyHoldsIsCollectedWithItsValue(Caller caller) throws Exception {
        List<WeakReference<?>> gone = new ArrayList<>();
        caller.run(() -> {
            Name value = fresh("gone");
            Ref<Name> ref = name.intern(value);
            gone.add(new WeakReference<>(value));
            gone.add(new WeakReference<>(ref));
        });
        gone.forEach(Garbage::awaitCleared);
        assertEquals(fresh("gone"), name.intern(fresh("gone")).value());
    }

    @OnEachCaller
    void aValueThatIsStillHeldDoesNotKeepAReferenceThatIsNot(Caller caller) throws Exception {
        Name value = fresh("value");
        List<WeakReference<?>> gone = new ArrayList<>();
        caller.run(() -> gone.add(new WeakReference<>(name.intern(value))));
        gone.forEach(Garbage::awaitCleared);
        assertEquals(value, name.intern(value).value());
    }

    @OnEachCaller
    void aLongSessionDoesNotLeak(Caller caller) throws Exception {
        WeakReference<?>[] sample = new WeakReference<?>[100];
        caller.run(() -> {
            for (int i = 0; i < 100_000; i++) {
                Ref<Name> ref = name.intern(fresh("n" + i));
                if (i % 1_000 == 0) {
                    sample[i / 1_000] = new WeakReference<>(ref.value());
                }
            }
        });
        for (WeakReference<?> value : sample) {
            Garbage.awaitCleared(value);
        }
    }

    @OnEachCaller
    void aReferenceThatAnInputHoldsStays(Caller caller) throws Exception {
        Input<String, Ref<Name>> owner = db.input("owner");
        caller.run(() -> {
            List<WeakReference<?>> other = new ArrayList<>();
            owner.set("a", name.intern(fresh("a")));
            other.add(new WeakReference<>(name.intern(fresh("b"))));
            other.forEach(Garbage::awaitCleared);
            assertSame(owner.get("a"), name.intern(fresh("a")));
            assertEquals(db.revision(), owner.set("a", name.intern(fresh("a"))));
        });
    }

    @OnEachCaller
    void aReferenceThatACellIsKeyedByStays(Caller caller) throws Exception {
        Query<Ref<Name>, Integer> length = db.query("length", trace.of("length", r -> r.value().text().length()));
        caller.run(() -> {
            List<WeakReference<?>> other = new ArrayList<>();
            assertEquals(3, length.get(name.intern(fresh("abc"))));
            other.add(new WeakReference<>(name.intern(fresh("b"))));
            other.forEach(Garbage::awaitCleared);
            trace.taken();
            assertEquals(3, length.get(name.intern(fresh("abc"))));
            trace.assertNothingRan();
        });
    }

    @OnEachCaller
    void aNewReferenceIsNeverTakenForAnOldOneOfAnotherValue(Caller caller) throws Exception {
        Query<Ref<Name>, String> text = db.query("text", r -> r.value().text());
        caller.run(() -> {
            Ref<Name> old = name.intern(fresh("old"));
            assertEquals("old", text.get(old));
            for (int round = 0; round < 20; round++) {
                List<WeakReference<?>> gone = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    Ref<Name> ref = name.intern(fresh(round + " " + i));
                    assertNotEquals(old, ref);
                    assertEquals(round + " " + i, text.get(ref));
                }
                gone.add(new WeakReference<>(name.intern(fresh("gone " + round))));
                gone.forEach(Garbage::awaitCleared);
            }
            assertEquals("old", old.value().text());
            assertSame(old, name.intern(fresh("old")));
        });
    }

    @OnEachCaller
    void theSameHoldsWhileThreadsInternAndForget(Caller caller) throws Exception {
        List<Running<?>> threads = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            Random random = new Random(t);
            threads.add(caller.start(() -> {
                List<Ref<Name>> held = new ArrayList<>();
                for (int i = 0; i < 20_000; i++) {
                    String text = "n" + random.nextInt(200);
                    Ref<Name> ref = name.intern(fresh(text));
                    assertEquals(text, ref.value().text());
                    assertSame(ref, name.intern(fresh(text)));
                    held.add(ref);
                    if (held.size() > 20) {
                        held.clear();
                    }
                }
            }));
        }
        Running<Void> collector = Caller.PLATFORM.start(() -> {
            while (!threads.stream().allMatch(Running::isDone)) {
                System.gc();
            }
        });
        for (Running<?> thread : threads) {
            thread.join();
        }
        collector.join();
    }
}
