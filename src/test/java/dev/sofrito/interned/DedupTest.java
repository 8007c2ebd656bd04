package dev.sofrito.interned;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.sofrito.Database;
import dev.sofrito.Interned;
import dev.sofrito.Query;
import dev.sofrito.Ref;
import dev.sofrito.Snapshot;
import dev.sofrito.TaskScope;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** Equal values have one reference, whoever asks. */
@Tag("intern.dedup")
@Timeout(60)
class DedupTest {

    private record Name(String text) {}

    private final Database db = Database.create();
    private final Interned<Name> name = db.interned("name", Name.class);

    @OnEachCaller
    void equalValuesGiveTheSameReference(Caller caller) throws Exception {
        Ref<Name> first = name.intern(new Name("a"));
        caller.run(() -> {
            assertSame(first, name.intern(new Name("a")));
            assertEquals(new Name("a"), first.value());
        });
    }

    @OnEachCaller
    void differentValuesGiveDifferentReferences(Caller caller) throws Exception {
        caller.run(() -> {
            Ref<Name> a = name.intern(new Name("a"));
            Ref<Name> b = name.intern(new Name("b"));
            assertNotSame(a, b);
            assertNotEquals(a, b);
            assertEquals(new Name("a"), a.value());
            assertEquals(new Name("b"), b.value());
        });
    }

    @OnEachCaller
    void valuesWithTheSameHashAreToldApart(Caller caller) throws Exception {
        Interned<String> text = db.interned("text", String.class);
        assertEquals("Aa".hashCode(), "BB".hashCode());
        caller.run(() -> {
            Ref<String> a = text.intern("Aa");
            Ref<String> b = text.intern("BB");
            assertNotSame(a, b);
            assertEquals("Aa", a.value());
            assertEquals("BB", b.value());
            assertSame(a, text.intern("Aa"));
            assertSame(b, text.intern("BB"));
        });
    }

    @OnEachCaller
    void twoInternersHaveReferencesOfTheirOwn(Caller caller) throws Exception {
        Interned<Name> other = db.interned("other", Name.class);
        caller.run(() -> assertNotSame(name.intern(new Name("a")), other.intern(new Name("a"))));
        assertEquals("name", name.name());
        assertEquals("other", other.name());
    }

    @OnEachCaller
    void threadsThatRaceGetOneReference(Caller caller) throws Exception {
        int threads = 4;
        int values = 300;
        CyclicBarrier start = new CyclicBarrier(threads);
        List<Running<List<Ref<Name>>>> all = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            all.add(caller.startCall(() -> {
                List<Ref<Name>> mine = new ArrayList<>();
                for (int i = 0; i < values; i++) {
                    if (i % 50 == 0) {
                        start.await();
                    }
                    mine.add(name.intern(new Name("n" + i)));
                }
                return mine;
            }));
        }
        List<Ref<Name>> first = all.getFirst().result();
        for (Running<List<Ref<Name>>> running : all) {
            List<Ref<Name>> mine = running.result();
            for (int i = 0; i < values; i++) {
                assertSame(first.get(i), mine.get(i));
                assertEquals(new Name("n" + i), mine.get(i).value());
            }
        }
    }

    @OnEachCaller
    void everyViewGetsTheSameReference(Caller caller) throws Exception {
        Query<String, Ref<Name>> named = db.query("named", s -> name.intern(new Name(s)));
        Query<String, Ref<Name>> forked = db.query("forked", s -> {
            try (TaskScope scope = TaskScope.open()) {
                var subtask = scope.fork(() -> name.intern(new Name(s)));
                scope.join();
                return subtask.get();
            }
        });
        caller.run(() -> {
            try (Snapshot early = db.snapshot()) {
                Ref<Name> a = name.intern(new Name("a"));
                assertSame(a, named.get("a"));
                assertSame(a, forked.get("a"));
                assertSame(a, early.<Ref<Name>, RuntimeException>call(() -> name.intern(new Name("a"))));
                assertSame(a, early.<Ref<Name>, RuntimeException>call(() -> named.get("a")));
                assertSame(a, db.<Ref<Name>, RuntimeException>call(() -> name.intern(new Name("a"))));

                Ref<Name> b = early.call(() -> name.intern(new Name("b")));
                assertSame(b, name.intern(new Name("b")));
                try (Snapshot late = db.snapshot()) {
                    assertSame(b, late.<Ref<Name>, RuntimeException>call(() -> name.intern(new Name("b"))));
                }
            }
        });
    }

    @OnEachCaller
    void referencesCompareAndHashWithoutTheirValues(Caller caller) throws Exception {
        AtomicInteger uses = new AtomicInteger();
        class Counting {
            private final String text;

            Counting(String text) {
                this.text = text;
            }

            @Override
            public boolean equals(Object other) {
                uses.incrementAndGet();
                return other instanceof Counting c && c.text.equals(text);
            }

            @Override
            public int hashCode() {
                uses.incrementAndGet();
                return text.hashCode();
            }
        }
        Interned<Counting> counting = db.interned("counting", Counting.class);
        caller.run(() -> {
            Ref<Counting> a = counting.intern(new Counting("a"));
            Ref<Counting> b = counting.intern(new Counting("b"));
            uses.set(0);
            assertEquals(a.hashCode(), a.hashCode());
            assertEquals(false, a.equals(b));
            assertEquals(true, a.equals(a));
            assertEquals(0, uses.get());
        });
    }

    @OnEachCaller
    void aReferenceIsAKeyLikeAnyOther(Caller caller) throws Exception {
        Query<Ref<Name>, Integer> length = db.query("length", ref -> ref.value().text().length());
        caller.run(() -> {
            assertEquals(3, length.get(name.intern(new Name("abc"))));
            assertEquals(3, length.peek(name.intern(new Name("abc"))).orElseThrow());
        });
    }
}
