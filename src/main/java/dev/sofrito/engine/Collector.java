package dev.sofrito.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Removes cells that nothing has asked for lately: marks those that were requested, and through their dependencies all
 * that they were computed from, and takes the rest out; then the nodes of slots that no cell refers to.
 *
 * <p>Requests go on meanwhile, and one may have read a cell, or a slot, that is taken out before it has published what
 * it made of it. Taking out is therefore a walk, as a commit's: the cell's memo is closed and all that depends on it,
 * before its edges go; who publishes later finds it closed. What a run has in hand stays good for that run; when its
 * memo is validated, what is there now is looked at instead ({@link Validate}).
 */
final class Collector {

    /** After so many cells or slots, commits get a turn. */
    private static final int CHUNK = 256;

    /** A removed slot. */
    record Removed(InputDefinition input, Object key, int hash) {}

    private final Branch branch;
    private final int unusedRevisions;
    private final Set<Node> marked = Collections.newSetFromMap(new IdentityHashMap<>());

    Collector(Branch branch, int unusedRevisions) {
        this.branch = branch;
        this.unusedRevisions = unusedRevisions;
    }

    int collect() {
        mark();
        int removed = 0;
        for (QueryDefinition query : branch.engine.queries()) {
            NodeTable<Cell> cells = branch.cells(query);
            for (List<Cell> chunk : unmarked(cells)) {
                removed += removeCells(cells, chunk);
            }
        }
        for (InputDefinition input : branch.engine.inputs()) {
            NodeTable<Slot> slots = branch.table(input);
            for (List<Slot> chunk : unmarked(slots)) {
                removeSlots(slots, chunk);
            }
            forget(input, slots);
        }
        return removed;
    }

    private void mark() {
        Root root = branch.current;
        long oldest = branch.pins.oldest(root);
        Deque<Node> work = new ArrayDeque<>();
        for (QueryDefinition query : branch.engine.queries()) {
            query.fresh.settle(query);
            branch.cells(query).forEach(cell -> {
                if (cell.running != null || isUsed(cell, root) || isOneOfAKind(cell, root, oldest)) {
                    reach(cell, work);
                }
            });
        }
        for (Node node = work.poll(); node != null; node = work.poll()) {
            if (node instanceof Cell cell && cell.memo instanceof Memo memo) {
                memo.forEachNode(read -> reach(read, work));
            }
        }
    }

    /** Whether a cell was needed lately, so far as it knows itself; a run says so before it gives its claim back. */
    private boolean isUsed(Cell cell, Root root) {
        return cell.memo != null && cell.unusedSince(root) <= unusedRevisions;
    }

    /**
     * Whether a cell may have, of a root that somebody still reads, what another run there need not give again: a value
     * of the outside world, or a failure that is tried again at the next revision. What has used that is then not
     * compared with a later run either, of which nothing would be known but that what it read has not changed.
     */
    private static boolean isOneOfAKind(Cell cell, Root root, long oldest) {
        if (root.revision - cell.unusedSince(root) < oldest) {
            return false;
        }
        for (Memo memo = cell.memo; memo != null; memo = memo.older()) {
            if (memo.isTransient()) {
                return true;
            }
        }
        return false;
    }

    private void reach(Node node, Deque<Node> work) {
        if (marked.add(node)) {
            work.add(node);
        }
    }

    private <N extends Node> List<List<N>> unmarked(NodeTable<N> table) {
        List<List<N>> chunks = new ArrayList<>();
        table.forEach(node -> {
            if (!marked.contains(node)) {
                if (chunks.isEmpty() || chunks.getLast().size() == CHUNK) {
                    chunks.add(new ArrayList<>());
                }
                chunks.getLast().add(node);
            }
        });
        return chunks;
    }

    private int removeCells(NodeTable<Cell> cells, List<Cell> chunk) {
        branch.commitLock.lock();
        try {
            Root root = branch.current;
            if (root.revision == Branch.CLOSED) {
                return 0;    // closed meanwhile; what is left is for snapshots
            }
            branch.collectedAt = root.revision;
            long oldest = branch.pins.oldest(root);
            List<Cell> claimed = new ArrayList<>();
            List<Frame> claims = new ArrayList<>();
            for (Cell cell : chunk) {
                Frame claim = new Frame(cell, root, null, new Task(null, 0), 0, false);
                if (!cell.claim(claim)) {
                    continue;
                }
                if (cell.removed || isUsed(cell, root) || isOneOfAKind(cell, root, oldest)) {
                    claim.release();    // since the marking another collection has taken it out, or it has run
                    continue;
                }
                claimed.add(cell);
                claims.add(claim);
            }
            Walk.fromCells(branch, claimed, root.revision + 1);
            for (int i = 0; i < claimed.size(); i++) {
                Cell cell = claimed.get(i);
                cell.removed = true;
                cells.remove(cell);
                cell.query.fresh.remove(cell);
                if (cell.memo instanceof Memo memo) {
                    memo.forEachNode(node -> Edges.remove(node, cell));
                }
                if (cell.query.keep > 0) {
                    branch.keeper(cell.query).removed(cell);
                }
                claims.get(i).release();
            }
            return claimed.size();
        } finally {
            branch.commitLock.unlock();
        }
    }

    /** Has the next commit forget removed slots that have no node: nothing depends on them. */
    private void forget(InputDefinition input, NodeTable<Slot> slots) {
        branch.commitLock.lock();
        try {
            InputState state = branch.current.state(input);
            if (state.versions().size() > state.present()) {
                state.versions().forEach((key, version) -> {
                    int hash = NodeTable.hash(key);
                    if (version.value() == null && slots.find(key, hash) == null) {
                        branch.forgotten.add(new Removed(input, key, hash));
                    }
                });
            }
        } finally {
            branch.commitLock.unlock();
        }
    }

    private void removeSlots(NodeTable<Slot> slots, List<Slot> chunk) {
        branch.commitLock.lock();
        try {
            for (Slot slot : chunk) {
                if (!slot.detach()) {
                    continue;
                }
                slots.remove(slot);
            }
        } finally {
            branch.commitLock.unlock();
        }
    }
}
