package dev.sofrito.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.engine.Nodes.Key;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node table keeps one node a key, whoever comes when. */
@Timeout(60)
class NodeTableTest {

    private static final long SEED = 20261123;

    private final QueryDefinition query = Nodes.query(0);
    private final NodeTable<Cell> table = new NodeTable<>();

    @ParameterizedTest(name = "hash codes below {0}, seed " + SEED)
    @ValueSource(ints = {1, 7, 1000, Integer.MAX_VALUE})
    void behavesLikeAHashMap(int hashes) {
        Random random = new Random(SEED);
        Map<Key, Cell> model = new HashMap<>();
        for (int step = 0; step < 20_000; step++) {
            int id = random.nextInt(2000);
            Cell cell = Nodes.cell(query, new Key(id, id * 7919 % hashes));
            Cell known = model.get(cell.key);
            assertSame(known, table.get(cell.key, cell.hash));
            if (random.nextInt(10) < (step < 10_000 ? 7 : 3)) {
                assertSame(known == null ? cell : known, table.putIfAbsent(cell));
                model.putIfAbsent((Key) cell.key, cell);
            } else if (known != null) {
                assertTrue(table.remove(known));
                assertFalse(table.remove(known));
                model.remove(cell.key);
            } else {
                assertFalse(table.remove(cell));
            }
            assertEquals(model.size(), table.size());
        }
        Map<Cell, Cell> visited = new IdentityHashMap<>();
        table.forEach(cell -> assertNull(visited.put(cell, cell), "visited twice"));
        assertEquals(model.size(), visited.size());
        model.values().forEach(cell -> assertSame(cell, visited.get(cell)));
    }

    @Test
    void aNodeThatIsRemovedWhileTheTableGrowsIsGone() {
        List<Cell> cells = new ArrayList<>();
        for (int id = 0; id < 4000; id++) {
            cells.add(table.putIfAbsent(Nodes.cell(query, id)));
            for (int removed = 0; id % 3 == 0 && removed < 20 && removed < cells.size(); removed++) {
                Cell cell = cells.remove(cells.size() * removed / 20);
                assertTrue(table.remove(cell));
                assertNull(table.get(cell.key, cell.hash));
                cells.add(table.putIfAbsent(Nodes.cell(query, cell.key)));
            }
        }
        assertEquals(4000, table.size());
        cells.forEach(cell -> assertSame(cell, table.get(cell.key, cell.hash)));
    }

    @Test
    void removingGoesByIdentity() {
        Cell present = table.putIfAbsent(Nodes.cell(query, "key"));

        assertFalse(table.remove(Nodes.cell(query, "key")));
        assertSame(present, table.find("key", NodeTable.hash("key")));
    }

    @Test
    void threadsThatPutTheSameKeysAgreeOnTheNodes() throws Exception {
        int keys = 20_000;
        Cell[][] got = new Cell[3][keys];
        Nodes.together(IntStream.range(0, got.length).<Runnable>mapToObj(thread -> () -> {
            for (int key = 0; key < keys; key++) {
                Cell cell = table.get(key, NodeTable.hash(key));
                got[thread][key] = cell != null ? cell : table.putIfAbsent(Nodes.cell(query, key));
            }
        }).toArray(Runnable[]::new));

        assertEquals(keys, table.size());
        for (int key = 0; key < keys; key++) {
            assertEquals(key, got[0][key].key);
            assertSame(got[0][key], got[1][key]);
            assertSame(got[0][key], got[2][key]);
        }
    }

    /** Hashes whose low bits are all alike make long chains, which growth parts at one bit after the other. */
    @Test
    void aReaderInsideALongChainMissesNothingWhenTheChainIsParted() throws Exception {
        Random random = new Random(SEED);
        record Round(NodeTable<Cell> growing, List<Cell> staying) {}
        AtomicReference<Round> rounds = new AtomicReference<>(new Round(table, List.of()));
        Runnable reader = () -> {
            for (Round round = rounds.get(); round != null; round = rounds.get()) {
                for (Cell cell : round.staying) {
                    assertSame(cell, round.growing.get(cell.key, cell.hash), () -> "missed, seed " + SEED);
                }
            }
        };
        Nodes.together(reader, () -> {
            for (int count = 0; count < 2000; count++) {
                NodeTable<Cell> next = new NodeTable<>();
                List<Cell> cells = new ArrayList<>();
                for (int key = 0; key < 200; key++) {
                    cells.add(new Cell(query, "key " + key, random.nextInt() << 10, null));
                }
                cells.subList(0, 30).forEach(next::putIfAbsent);
                rounds.set(new Round(next, cells.subList(0, 30)));
                cells.subList(30, 200).forEach(next::putIfAbsent);
            }
            rounds.set(null);
        });
    }

    /** A key whose comparison with one other key can be stopped: one that has the same hash, and so is in the way. */
    private static final class InTheWay {
        final CountDownLatch compared = new CountDownLatch(1);
        final CountDownLatch on = new CountDownLatch(1);
        private final Object other;

        InTheWay(Object other) {
            this.other = other;
        }

        @Override
        public boolean equals(Object object) {
            if (object == other && compared.getCount() > 0) {
                compared.countDown();
                try {
                    on.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
            return object == this;
        }

        @Override
        public int hashCode() {
            return other.hashCode();
        }
    }

    /**
     * A put is stopped while it searches for its key, behind which lies one in the way. What others do to that chain
     * meanwhile, without having to wait, it has to find out.
     */
    private Cell putWhile(Consumer<Cell> others) throws Exception {
        Cell put = Nodes.cell(query, "key");
        InTheWay key = new InTheWay(put.key);
        Cell inTheWay = table.putIfAbsent(Nodes.cell(query, key));
        FutureTask<Cell> putting = new FutureTask<>(() -> table.putIfAbsent(put));
        Thread.ofVirtual().start(putting);
        key.compared.await();
        others.accept(inTheWay);
        key.on.countDown();
        Cell there = putting.get();
        assertSame(there, table.get("key", put.hash));
        return there;
    }

    private Cell putAnother() {
        return table.putIfAbsent(new Cell(query, new String("key"), NodeTable.hash("key"), null));
    }

    @Test
    void aPutThatIsOvertakenByOneOfTheSameKeyGivesThatOne() throws Exception {
        Cell[] other = new Cell[1];
        assertSame(putWhile(inTheWay -> other[0] = putAnother()), other[0]);
        assertEquals(2, table.size());
    }

    @Test
    void aPutThatIsOvertakenByAGrowthToo() throws Exception {
        Cell[] other = new Cell[1];
        assertSame(putWhile(inTheWay -> {
            other[0] = putAnother();
            IntStream.range(0, 10_000).forEach(i -> table.putIfAbsent(Nodes.cell(query, i)));
        }), other[0]);
        assertEquals(10_002, table.size());
    }

    /** What others put is in other bins, so that the chain stays as it was, in bins that are no longer used. */
    @Test
    void aPutIsNotMadeIntoBinsThatWereLeft() throws Exception {
        putWhile(inTheWay -> IntStream.range(0, 16)
                .filter(bits -> bits % 4 != 0)
                .forEach(bits -> table.putIfAbsent(new Cell(query, bits, inTheWay.hash ^ bits, null))));
        assertEquals(14, table.size());
    }

    @Test
    void aPutWhoseChainGoesAwayIsMadeAllTheSame() throws Exception {
        putWhile(inTheWay -> {
            Cell other = putAnother();
            assertTrue(table.remove(inTheWay));
            assertTrue(table.remove(other));
        });
        assertEquals(1, table.size());
    }

    @Test
    void aPutBeforeWhatOthersCameToAndLeftIsMadeAllTheSame() throws Exception {
        Cell there = putWhile(inTheWay -> assertTrue(table.remove(putAnother())));
        assertTrue(table.remove(there));
        assertEquals(1, table.size());
    }

    /** Or threads that go through such keys side by side would meet at each. */
    @ParameterizedTest
    @ValueSource(ints = {1 << 8, 1 << 10, 1 << 12, 1 << 16, 1 << 20})
    void keysAPowerOfTwoApartAreSeldomInOneStripeOrUnderOneLock(int apart) {
        Locks locks = new Locks();
        int keys = 1 << 16;
        assertTrue(IntStream.range(0, keys)
                .filter(key -> NodeTable.stripe(hash(key)) == NodeTable.stripe(hash(key + apart)))
                .count() < keys / 4);
        assertTrue(IntStream.range(0, keys)
                .filter(key -> locks.of(hash(key)) == locks.of(hash(key + apart)))
                .count() < keys / 4);
    }

    private static int hash(Integer key) {
        return NodeTable.hash(key);
    }

    @Test
    void whatIsThereIsFoundAndVisitedWhileTheTableGrowsAndOthersLeave() throws Exception {
        List<Cell> staying = new ArrayList<>();
        for (int key = 0; key < 1000; key++) {
            staying.add(table.putIfAbsent(Nodes.cell(query, key)));
        }
        AtomicBoolean growing = new AtomicBoolean(true);
        int[] visits = new int[staying.size()];
        Nodes.together(
                () -> {
                    for (int key = 1000; key < 300_000; key++) {
                        Cell cell = table.putIfAbsent(Nodes.cell(query, key));
                        if (key % 3 == 0) {
                            assertTrue(table.remove(cell));
                        }
                    }
                    growing.set(false);
                },
                () -> {
                    while (growing.get()) {
                        for (Cell cell : staying) {
                            assertSame(cell, table.find(cell.key, cell.hash));
                            assertSame(cell, table.get(cell.key, cell.hash));
                        }
                    }
                },
                () -> {
                    while (growing.get()) {
                        Arrays.fill(visits, 0);
                        table.forEach(cell -> {
                            if ((Integer) cell.key < visits.length) {
                                visits[(Integer) cell.key]++;
                            }
                        });
                        assertTrue(Arrays.stream(visits).allMatch(count -> count == 1));
                    }
                });

        staying.forEach(cell -> assertSame(cell, table.get(cell.key, cell.hash)));
    }
}
