package dev.sofrito.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The edges of a node are a set of cells by identity, in whatever form. */
class EdgesTest {

    private static final long SEED = 20261123;

    private final Cell node = Nodes.cell(Nodes.query(9), "node");

    @ParameterizedTest(name = "{0} cells, seed " + SEED)
    @ValueSource(ints = {1, 2, 5, 12, 40, 1500, 5000})
    void edgesBehaveLikeASetWhileItGrowsAndShrinks(int count) {
        Random random = new Random(SEED);
        List<Cell> cells = Nodes.cells(count);
        Set<Cell> model = new HashSet<>();
        for (int step = 0; step < 8 * count + 200; step++) {
            Cell cell = cells.get(random.nextInt(count));
            if (random.nextInt(10) < (step / count % 4 < 2 ? 8 : 2)) {
                Edges.add(node, cell);
                model.add(cell);
            } else {
                Edges.remove(node, cell);
                model.remove(cell);
            }
            if (step % (count / 4 + 1) == 0) {
                assertEdges(model, Edges.read(node));
            }
            if (random.nextInt(20 * count) == 0) {
                assertEdges(model, Edges.take(node));
                assertNull(Edges.read(node));
                model.clear();
            }
        }
        assertEdges(model, Edges.read(node));
        cells.forEach(cell -> Edges.remove(node, cell));
        assertEdges(Set.of(), Edges.read(node));
    }

    @Test
    void aSingleEdgeIsTheCellItself() {
        Cell cell = Nodes.cells(1).getFirst();
        Edges.add(node, cell);
        Edges.add(node, cell);

        assertSame(cell, node.dependents);
        assertSame(cell, Edges.take(node));
        assertNull(node.dependents);
    }

    @Test
    void whatIsLeftOfASetTakesNoSet() {
        List<Cell> cells = Nodes.cells(500);
        cells.forEach(cell -> Edges.add(node, cell));
        cells.subList(1, 500).forEach(cell -> Edges.remove(node, cell));

        assertSame(cells.getFirst(), node.dependents);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 100, 3000})
    void whatWasReadDoesNotChange(int count) {
        List<Cell> cells = Nodes.cells(count + 1);
        List<Cell> first = cells.subList(0, count);
        first.forEach(cell -> Edges.add(node, cell));
        Object read = Edges.read(node);
        Edges.remove(node, cells.getFirst());
        Edges.add(node, cells.getLast());

        assertEdges(Set.copyOf(first), read);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 100, 3000})
    void onlyManyAreTakenIfFewAreToBeLeft(int count) {
        List<Cell> cells = Nodes.cells(count);
        cells.forEach(cell -> Edges.add(node, cell));

        assertEdges(Set.copyOf(cells), Edges.takeMany(node));
        assertEdges(count <= 5 ? Set.copyOf(cells) : Set.of(), Edges.read(node));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 100})
    void edgesComeOutInTheOrderTheyWentIn(int count) {
        List<Cell> cells = Nodes.cells(count);
        cells.forEach(cell -> Edges.add(node, cell));
        WorkList list = new WorkList();
        Edges.drainTo(Edges.take(node), list);

        assertEquals(cells, List.of(list.toArray()));
    }

    static void assertEdges(Set<Cell> expected, @Nullable Object edges) {
        WorkList list = new WorkList();
        Edges.drainTo(edges, list);
        assertEquals(expected.size(), list.size());
        assertEquals(expected.size(), Edges.count(edges));
        Set<Cell> found = new HashSet<>();
        for (Cell cell = list.pop(); cell != null; cell = list.pop()) {
            assertTrue(found.add(cell), "twice");
        }
        assertTrue(list.isEmpty());
        assertEquals(expected, found);
    }
}
