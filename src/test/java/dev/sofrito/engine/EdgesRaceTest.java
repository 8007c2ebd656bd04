package dev.sofrito.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No edge is lost, and none doubled, while threads add, remove, take and read. */
@Timeout(60)
class EdgesRaceTest {

    private static final long SEED = 20261123;

    private final Cell node = Nodes.cell(Nodes.query(9), "node");

    /** The greater the pace, the more edges there are when they are taken: every form has its turn. */
    @ParameterizedTest(name = "taking after every {0} adds")
    @ValueSource(ints = {1, 4, 12, 100, 1024, 4000})
    void everyEdgeAddedIsTakenOnceOrStillThere(int pace) throws Exception {
        List<Cell> cells = Nodes.cells(120_000);
        AtomicInteger added = new AtomicInteger();
        WorkList taken = new WorkList();
        Nodes.together(
                () -> addAll(cells.subList(0, 60_000), added),
                () -> addAll(cells.subList(60_000, 120_000), added),
                () -> {
                    for (int next = pace; next < cells.size(); next = added.get() + pace) {
                        while (added.get() < Math.min(next, cells.size())) {
                            Thread.onSpinWait();
                        }
                        Edges.drainTo(Edges.take(node), taken);
                    }
                });
        Edges.drainTo(Edges.take(node), taken);

        Map<Cell, Integer> times = new IdentityHashMap<>();
        for (Cell cell : taken.toArray()) {
            times.merge(cell, 1, Integer::sum);
        }
        assertEquals(cells.size(), times.size(), "lost");
        assertEquals(Set.of(1), Set.copyOf(times.values()), "doubled");
    }

    @ParameterizedTest(name = "around {0} edges, seed " + SEED)
    @ValueSource(ints = {1, 2, 8, 30, 1024})
    void ownersWhoAddAndRemoveSeeTheirOwnLastWord(int size) throws Exception {
        List<Cell> cells = Nodes.cells(3 * size);
        List<Cell> staying = cells.subList(0, size);
        staying.forEach(cell -> Edges.add(node, cell));
        List<Set<Cell>> models = List.of(new HashSet<>(), new HashSet<>());
        AtomicInteger running = new AtomicInteger(2);
        Nodes.together(
                () -> change(cells.subList(size, 2 * size), models.get(0), new Random(SEED), running),
                () -> change(cells.subList(2 * size, 3 * size), models.get(1), new Random(SEED + 1), running),
                () -> {
                    while (running.get() > 0) {
                        assertTrue(distinct(Edges.read(node)).containsAll(staying), "a reader missed an edge");
                    }
                });

        Set<Cell> expected = new HashSet<>(staying);
        models.forEach(expected::addAll);
        EdgesTest.assertEdges(expected, Edges.read(node));
    }

    @Test
    void anEdgeRemovedByItsOwnerIsNotThereEvenIfOthersTook() throws Exception {
        List<Cell> cells = Nodes.cells(60_000);
        AtomicInteger running = new AtomicInteger(1);
        WorkList taken = new WorkList();
        Nodes.together(
                () -> {
                    for (int i = 0; i < cells.size(); i++) {
                        Edges.add(node, cells.get(i));
                        if (i >= 20) {
                            Edges.remove(node, cells.get(i - 20));
                        }
                    }
                    running.decrementAndGet();
                },
                () -> {
                    while (running.get() > 0) {
                        Edges.drainTo(Edges.take(node), taken);
                    }
                });

        Set<Cell> left = distinct(Edges.read(node));
        assertTrue(cells.subList(cells.size() - 20, cells.size()).containsAll(left));
        Edges.drainTo(Edges.take(node), taken);
        List<Cell> all = new ArrayList<>(List.of(taken.toArray()));
        assertTrue(all.containsAll(cells.subList(cells.size() - 20, cells.size())), "lost");
        assertEquals(all.size(), identitySet(all).size(), "doubled");
    }

    private void addAll(List<Cell> cells, AtomicInteger added) {
        for (Cell cell : cells) {
            Edges.add(node, cell);
            added.incrementAndGet();
        }
    }

    private void change(List<Cell> own, Set<Cell> model, Random random, AtomicInteger running) {
        for (int step = 0; step < 100_000; step++) {
            Cell cell = own.get(random.nextInt(own.size()));
            // Grows for a while, then shrinks for a while, so that forms change both ways.
            if (random.nextInt(10) < (step / (4 * own.size()) % 2 == 0 ? 9 : 1)) {
                Edges.add(node, cell);
                model.add(cell);
            } else {
                Edges.remove(node, cell);
                model.remove(cell);
            }
        }
        running.decrementAndGet();
    }

    private static Set<Cell> distinct(@Nullable Object edges) {
        WorkList list = new WorkList();
        Edges.drainTo(edges, list);
        List<Cell> cells = List.of(list.toArray());
        Set<Cell> distinct = identitySet(cells);
        assertEquals(cells.size(), distinct.size(), "doubled");
        return distinct;
    }

    private static Set<Cell> identitySet(List<Cell> cells) {
        Set<Cell> set = Collections.newSetFromMap(new IdentityHashMap<>());
        set.addAll(cells);
        return set;
    }
}
