package dev.sofrito.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
        return new Memo(value, Dependency.NONE, Memo.LOW, 0, 0, Memo.OPEN);
    }

    private Object value(Cell cell) {
        return fresh.get(cell.key, cell.hash, 1);
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
                    fresh.expire(random.nextBoolean() ? cell : equal);
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
    void doesNotLearnWhatAWalkHasClosedOrMayYetBeClosedByAWatermark() {
        Cell cell = Nodes.cell(query, "key");
        Memo closed = open("closed");
        closed.turn(5);
        fresh.learn(cell, closed);
        fresh.learn(cell, new Memo("marked", Dependency.NONE, Memo.LOW | Memo.HIGH, 0, 0, Memo.OPEN));
        fresh.learn(cell, new Memo("linking", Dependency.NONE, Memo.LOW, 0, 0, Memo.linking(3)));
        assertNull(value(cell));
        fresh.learn(cell, open("open"));
        assertEquals("open", value(cell));
        assertNull(fresh.get(cell.key, cell.hash, -1), "the view is closed");
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
