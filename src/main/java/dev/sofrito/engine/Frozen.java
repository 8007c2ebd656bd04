package dev.sofrito.engine;

/**
 * Cells computed for one root alone: the answers for requests whose cell has a memo of a later revision already. Shared
 * by all requests and unmutated snapshots at the root, so that each is computed once; garbage together with the root.
 *
 * <p>What used anything from here is published here and nowhere else: the values do not take part in the cells'
 * histories, so comparing {@link Memo#changedAt} with them tells something only where {@link Asides} has seen to it.
 */
final class Frozen extends Tables {

    Cell cell(Cell live) {
        NodeTable<Cell> cells = cells(live.query);
        Cell cell = cells.get(live.key, live.hash);
        return cell != null ? cell : cells.putIfAbsent(new Cell(live.query, live.key, live.hash, null));
    }
}
