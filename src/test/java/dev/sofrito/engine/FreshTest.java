package dev.sofrito.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Durability;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.SingleInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FreshTest {

    private static final long SEED = 20261123;

    /** A key with a hash code of its own. */
    private record Key(int id, int hash) {
        @Override
        public int hashCode() {
            return hash;
        }
    }

    @AutoClose
    private final Database db = Database.create();

    private final QueryDefinition query = new QueryDefinition((Engine) db, "query", 7, key -> key);
    private final Fresh fresh = query.fresh;

    private static Memo open(Object value) {
        return new Memo(value, Reads.NONE, Memo.LOW, 0, 0, Memo.OPEN);
    }

    private Object value(Cell cell) {
        return fresh.get(cell.key, cell.hash, db().current);
    }

    /** It may forget, but what it has is what was learnt last, and nothing once expired or removed. */
    @ParameterizedTest(name = "hash codes below {0}, seed " + SEED)
    @ValueSource(ints = {1, 7, 1000, Integer.MAX_VALUE})
    void hasWhatWasLearntLastAndHasNotExpired(int hashes) {
        Random random = new Random(SEED);
        List<Cell> cells = IntStream.range(0, 500)
                .mapToObj(id -> Nodes.cell(query, new Key(id, id * 7919 % hashes))).toList();
        Object[] known = new Object[cells.size()];
        int found = 0;
        for (int step = 0; step < 50_000; step++) {
            int i = random.nextInt(cells.size());
            Cell cell = cells.get(i);
            Cell equal = Nodes.cell(query, new Key(i, ((Key) cell.key).hash));
            Object value = value(random.nextBoolean() ? cell : equal);
            assertTrue(value == null || value == known[i], "a value that is not there");
            found += value != null ? 1 : 0;
            switch (random.nextInt(6)) {
                case 0 -> {
                    fresh.expire(cell);
                    known[i] = null;
                }
                case 1 -> {
                    fresh.remove(cell);
                    known[i] = null;
                }
                default -> {
                    Object next = known[i] == null ? new Object() : known[i];
                    fresh.learn(cell, open(next));
                    known[i] = next;
                }
            }
        }
        assertTrue(found > (hashes < 1000 ? 50 : 10_000), found + " hits");
    }

    @Test
    void doesNotLearnWhatIsNotOpen() {
        Cell cell = Nodes.cell(query, "key");
        Memo closed = open("closed");
        closed.turn(5);
        fresh.learn(cell, closed);
        fresh.learn(cell, new Memo("linking", Reads.NONE, Memo.LOW, 0, 0, Memo.linking(3)));
        assertNull(value(cell));
        fresh.learn(cell, open("open"));
        assertEquals("open", value(cell));
        assertNull(fresh.get(cell.key, cell.hash, db().closed), "the view is closed");
    }

    /** A commit that raises a watermark does not come by; what was learnt before it is given no more all the same. */
    @Test
    @Tag("input.durability")
    void givesNothingThatAWatermarkHasClosed() {
        SingleInput<Integer> high = db.single("high", Integer.class, Durability.HIGH);
        SingleInput<Integer> low = db.single("low", Integer.class);
        Cell marked = Nodes.cell(query, "marked");
        Cell plain = Nodes.cell(query, "plain");
        Memo old = new Memo("old", Reads.NONE, Memo.LOW | Memo.HIGH, 0, 0, Memo.OPEN);
        fresh.learn(marked, old);
        fresh.learn(plain, open("plain"));
        low.set(1);
        assertEquals("old", value(marked));
        Root before = db().current;
        high.set(1);
        assertNull(value(marked));
        fresh.learn(marked, old);
        assertNull(value(marked), "it is not learnt again");
        fresh.learn(marked, new Memo("new", Reads.NONE, Memo.LOW | Memo.HIGH, 2, 2, Memo.OPEN));
        fresh.learn(plain, open("plain"));
        low.set(2);
        assertEquals("new", value(marked));
        assertEquals("plain", value(plain));
        assertEquals("new", fresh.get("marked", marked.hash, before), "to who began before, it is news");
    }

    /** At whatever revision: what closes a view has no revision that stamps could be compared with. */
    @Test
    @Tag("input.durability")
    void givesNothingOnceTheViewIsClosed() {
        SingleInput<Integer> low = db.single("low", Integer.class);
        Cell cell = Nodes.cell(query, "key");
        fresh.learn(cell, open("open"));
        for (int i = 0; i < 9; i++) {
            low.set(i);
            assertEquals("open", value(cell));
            assertNull(fresh.get(cell.key, cell.hash, db().closed), "closed at " + db().current.revision);
        }
    }

    /** A request at an earlier root gets the value, but notes that root, not the newest: that may have news. */
    @Test
    @Tag("input.durability")
    void aLateRequestDoesNotVouchForLaterRevisions() {
        SingleInput<Integer> high = db.single("high", Integer.class, Durability.HIGH);
        SingleInput<Integer> low = db.single("low", Integer.class);
        Cell cell = Nodes.cell(query, "key");
        fresh.learn(cell, new Memo("old", Reads.NONE, Memo.LOW | Memo.HIGH, 0, 0, Memo.OPEN));
        low.set(1);
        Root late = db().current;
        high.set(1);
        assertEquals("old", fresh.get(cell.key, cell.hash, late));
        assertNull(value(cell));
    }

    /** A collection would not find the note there: so the request goes to the cell, which does. */
    @Test
    @Tag("mem.collect")
    void aHitDoesNotNoteItselfInAPageThatIsReplacedMeanwhile() {
        SingleInput<Integer> low = db.single("low", Integer.class);
        Cell cell = Nodes.cell(query, new Key(1, 1));
        fresh.learn(cell, open("open"));
        low.set(1);
        Object late = new Object() {
            @Override
            public int hashCode() {
                return 1;
            }

            @Override
            public boolean equals(Object there) {    // the hit has found its page by now
                IntStream.range(2, 40).forEach(id -> fresh.learn(Nodes.cell(query, new Key(id, id)), open(id)));
                return there.equals(cell.key);
            }
        };
        assertNull(fresh.get(late, cell.hash, db().current));
    }

    @Test
    void givesNothingWhileAValueIsLearnt() {
        SingleInput<Integer> low = db.single("low", Integer.class);
        Cell cell = Nodes.cell(query, "key");
        List<Object> given = new ArrayList<>();
        Hooks.install((at, where) -> {
            if (at == Hooks.Point.REFRESHING) {
                given.add(Optional.ofNullable(value(cell)));    // at the root of the entry's stamp
                low.set(1);
                given.add(Optional.ofNullable(value(cell)));    // and at another
            }
        });
        try {
            fresh.learn(cell, open("open"));
        } finally {
            Hooks.install(null);
        }
        assertEquals(List.of(Optional.empty(), Optional.empty()), given);
        assertEquals("open", value(cell));
    }

    /** How long nothing has changed is told as an int, which does not overflow. */
    @Test
    void revisionsBeyondStampsAreLongEnough() {
        assertEquals(Integer.MAX_VALUE, new Root(db(), 1L << 40, new InputState[0], 0, 0, 0).undisturbed);
        assertEquals(3, new Root(db(), 1L << 40, new InputState[0], 0, (1L << 40) - 3, 0).undisturbed);
    }

    /** Stamps begin again at 0 after 31 bits. */
    @Test
    void knowsWhatIsLaterWhereStampsBeginAgain() {
        long last = Integer.MAX_VALUE;
        Cell cell = Nodes.cell(query, "key");
        db().current = new Root(db(), last, new InputState[0], last - 1, 0, 0);
        fresh.learn(cell, new Memo("old", Reads.NONE, Memo.MEDIUM, last - 1, 0, Memo.OPEN));
        assertEquals("old", value(cell));
        db().current = new Root(db(), last + 1, new InputState[0], last - 1, 0, 0);
        assertEquals("old", value(cell));
        assertEquals("old", value(cell), "as noted");
        db().current = new Root(db(), last + 3, new InputState[0], last + 2, 0, 0);
        assertNull(value(cell));
    }

    /** Before any stamp comes again, a commit has pages begin anew. */
    @Test
    void forgetsAllAfterManyRevisions() {
        SingleInput<Integer> in = db.single("in", Integer.class);
        Query<Integer, Integer> sums = db.query("sums", Integer.class, Integer.class, key -> key);
        IntStream.range(0, 3).forEach(time -> sums.get(1));
        Fresh known = ((Engine) db).queries().getLast().fresh;
        int hash = NodeTable.hash(1);
        assertEquals(1, known.get(1, hash, db().current));
        db().current = new Root(db(), Fresh.ERA - 2, new InputState[0], 0, 0, 0);
        in.set(1);
        assertEquals(1, known.get(1, hash, db().current));
        in.set(2);
        assertEquals(Fresh.ERA, db().current.revision);
        assertNull(known.get(1, hash, db().current));
        IntStream.range(0, 3).forEach(time -> assertEquals(1, sums.get(1)));
        assertEquals(1, known.get(1, hash, db().current));
    }

    /** A walk compares keys by identity: one whose {@code equals} throws leaves no commit half done. */
    @Test
    void aWalkCallsNothingOfAKey() {
        AtomicBoolean walking = new AtomicBoolean();
        record Touchy(int id, AtomicBoolean walking) {
            @Override
            public boolean equals(Object other) {
                if (walking.get()) {
                    throw new IllegalStateException("equals");
                }
                return other instanceof Touchy touchy && touchy.id == id;
            }

            @Override
            public int hashCode() {
                if (walking.get()) {
                    throw new IllegalStateException("hashCode");
                }
                return id & 1;
            }
        }
        SingleInput<Integer> in = db.single("in", Integer.class);
        Query<Touchy, Integer> sums = db.query("sums", Touchy.class, Integer.class, key -> key.id + in.get());
        in.set(1);
        List<Touchy> keys = IntStream.range(0, 12).mapToObj(id -> new Touchy(id, walking)).toList();
        for (int time = 0; time < 3; time++) {
            for (int i = 0; i < keys.size(); i++) {
                assertEquals(i + 1, sums.get(new Touchy(i, walking)));
            }
        }
        walking.set(true);
        in.set(2);
        walking.set(false);
        for (int i = 0; i < keys.size(); i++) {
            assertEquals(i + 2, sums.get(keys.get(i)));
        }
    }

    /** Values are revisions. A walk turns memos and takes values away, and only then is the next revision current. */
    @ParameterizedTest(name = "{0} keys, seed " + SEED)
    @ValueSource(ints = {1, 40, 3000})
    @Tag("rev.binding")
    void givesNoValueThatWasNoLongerRightWhenTheRequestBegan(int keys) throws Exception {
        int revisions = 400_000 / (keys + 100);
        List<Cell> cells = IntStream.range(0, keys).mapToObj(id -> Nodes.cell(query, id)).toList();
        cells.forEach(cell -> cell.replace(open(0), db().current));
        AtomicInteger current = new AtomicInteger();
        AtomicInteger hits = new AtomicInteger();
        List<Runnable> all = new ArrayList<>();
        all.add(() -> {
            Random random = new Random(SEED);
            for (int revision = 1; revision <= revisions; revision++) {
                for (Cell cell : cells) {
                    cell.memo.turn(revision);
                    fresh.expire(cell);
                    if (random.nextInt(100) == 0) {
                        fresh.remove(cell);
                    }
                }
                current.set(revision);
                for (Cell cell : cells) {
                    cell.replace(open(revision), db().current);
                }
                int before = hits.get();
                while (revision % 16 == 0 && hits.get() == before && !Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();    // the readers learn and hit
                }
            }
        });
        for (int reader = 0; reader < 2; reader++) {
            Random random = new Random(SEED + reader);
            all.add(() -> {
                for (int before = 0; before < revisions; before = current.get()) {
                    Cell cell = cells.get(random.nextInt(keys));
                    Memo memo = cell.memo;
                    Integer value = (Integer) value(cell);
                    if (value == null) {
                        fresh.learn(cell, memo);
                    } else {
                        hits.incrementAndGet();
                        assertTrue(value >= before, value + " at " + before);
                    }
                }
            });
        }
        Nodes.together(all.toArray(Runnable[]::new));
        assertTrue(hits.get() >= revisions / 16);
    }

    private Branch db() {
        return ((Engine) db).primary;
    }

    /** What was hit here alone counts as requested, also when the page it was noted in has been replaced. */
    @Test
    @Tag("mem.collect")
    void aHitKeepsItsCell() {
        Input<Integer, Integer> in = db.input("in", Integer.class, Integer.class);
        Query<Integer, Integer> cells = db.query("cells", Integer.class, Integer.class, in::get);
        for (int i = 0; i < 100; i++) {
            in.set(i, i);
        }
        IntStream.range(0, 2).forEach(i -> IntStream.range(0, 3).forEach(time -> cells.get(i)));
        in.set(-1, 0);
        assertEquals(0, cells.get(0));
        IntStream.range(2, 100).forEach(i -> IntStream.range(0, 3).forEach(time -> cells.get(i)));
        assertEquals(1, db.collect(0));
        assertTrue(cells.peek(0).isPresent());
        assertTrue(cells.peek(1).isEmpty());
        in.set(-1, 1);
        assertEquals(5, cells.get(5));
        assertEquals(98, db.collect(0));
        assertTrue(cells.peek(5).isPresent());
    }
}
