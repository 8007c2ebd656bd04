package dev.sofrito.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One line of history of the inputs, with cells of its own: the database has one, and so has each snapshot that was
 * mutated or cloned.
 */
final class Branch extends Tables {

    /** The revision of the root of a closed branch, at which no memo holds. */
    static final long CLOSED = -2;

    final Engine engine;

    /**
     * In place of the current root once the branch is closed, and of a block's once that has ended: no memo holds
     * there.
     */
    final Root closed = new Root(this, CLOSED, new InputState[0], 0, 0, 0);

    /** Serialises commits. First in the order of locks; held while the block of a commit runs. */
    final ReentrantLock commitLock = new ReentrantLock();

    /** The newest root; written under the commit lock, last of all in a commit. */
    volatile Root current;

    /**
     * What broke a commit off in the middle, if anything did; written under the commit lock, before {@link #current} is
     * {@link #closed}, and read by who finds that.
     */
    volatile @Nullable Throwable broken;

    /** See {@link ReadAhead#sum}; written under the commit lock, read by nobody. */
    @SuppressWarnings("unused")
    int readAhead;

    /** The newest revision that a commit has begun to make; written by the writer, first of all in a commit. */
    volatile long announced;

    /**
     * Removed slots that nothing refers to any more, to be forgotten by the next commit; guarded by the commit lock.
     */
    final List<Collector.Removed> forgotten = new ArrayList<>();

    /**
     * The revision at which cells were last collected; written under the commit lock, before any of them is taken out,
     * and read by who publishes: to have found the cell made after that in the table, it comes after the write.
     * A cell without a memo gets none of an earlier revision than this: one that its key had before may have had later
     * ones. So the memos of each cell that a key has had are of no earlier revision than those of the ones before.
     */
    volatile long collectedAt;

    final Pins pins = new Pins();

    /**
     * The root of another branch where this one began, held as long as this branch may look there for memos; null for
     * the database's own branch and once a deep clone is complete. Written by whoever makes the branch, then by the
     * clone.
     */
    volatile @Nullable Root base;

    /**
     * What cells were, or will be, born from whose memo did not hold at the base root, or {@link Cell#UNBORN} if there
     * was none. Written and read by whoever adopts a cell, cleared by the deep clone; argued at {@link Adopt}. (A cell
     * is equal only to itself.)
     */
    final ConcurrentMap<Cell, Memo> origins = new ConcurrentHashMap<>();

    /** Cells with memos in frozen views of roots of this branch that go on from theirs. */
    final Asides asides = new Asides(this);

    /** What bounds the values of queries with {@link dev.sofrito.Keep}, by query. */
    private final ConcurrentHashMap<QueryDefinition, Keeper> keepers = new ConcurrentHashMap<>();

    /** The database's own branch, empty. */
    Branch(Engine engine) {
        this.engine = engine;
        this.current = new Root(this, 0, new InputState[0], 0, 0, 0);
    }

    /** A branch that begins at a root, which the caller holds for it. */
    Branch(Root base) {
        this.engine = base.branch.engine;
        this.base = base;
        this.announced = base.revision;
        this.current = base.in(this);
    }

    /** Makes every further hit miss, so that it finds that the view is closed; roots that are held stay good. */
    void close() {
        commitLock.lock();
        try {
            Root last = current;
            if (last != closed) {
                pins.retire(last);
                current = closed;
                pins.dropIfUnheld(last);
            }
        } finally {
            commitLock.unlock();
        }
    }

    /** The node of a slot, made if it is not there. */
    Slot slot(InputDefinition input, Object key, int hash) {
        NodeTable<Slot> slots = table(input);
        Slot slot = slots.get(key, hash);
        if (slot == null) {
            Object known = current.state(input).versions().key(key, hash);    // one object is enough
            slot = slots.putIfAbsent(new Slot(input, known == null ? key : known, hash));
        }
        slot.learn(this);
        return slot;
    }

    /**
     * What a slot that had no version where this branch began was there, or where that one did, if the nodes there know
     * that.
     */
    @Nullable Version origin(Slot slot) {
        Version known = null;
        for (Root root = base; root != null && known == null; root = root.branch.base) {
            Slot there = root.branch.<Slot>table(slot.input).get(slot.key, slot.hash);
            known = there == null ? null : there.known(root);
        }
        return known;
    }

    /** The cell of a key, made if it is not there: unborn, if it may have a memo where this branch began. */
    Cell cell(QueryDefinition query, Object key, int hash) {
        NodeTable<Cell> cells = cells(query);
        Cell cell = cells.get(key, hash);
        return cell != null ? cell : cells.putIfAbsent(new Cell(query, key, hash, base == null ? null : Cell.UNBORN));
    }

    /** This branch's nodes for the keys of others, of another branch or collected. */
    Reads nodes(Reads others) {
        return new Reads.Listed(nodes(others.toArray()));
    }

    private Dependency[] nodes(Dependency[] others) {
        Dependency[] nodes = new Dependency[others.length];
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = switch (others[i]) {
                case Slot slot -> slot(slot.input, slot.key, slot.hash);
                case Cell cell -> cell(cell.query, cell.key, cell.hash);
                case Group group ->
                        new Group(Arrays.stream(group.strands).map(this::nodes).toArray(Dependency[][]::new));
            };
        }
        return nodes;
    }

    Keeper keeper(QueryDefinition query) {
        return keepers.computeIfAbsent(query, q -> new Keeper(q.keep));
    }
}
