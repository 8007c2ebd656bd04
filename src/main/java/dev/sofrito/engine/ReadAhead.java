package dev.sofrito.engine;

import org.jspecify.annotations.Nullable;

/**
 * Reads what the walk of a commit, and the runs after it, are about to read, so that it is in the processor's caches by
 * then.
 *
 * <p>In a large graph nothing of that is there, and each thing is found by way of another: a cell by the one that it
 * depends on, its memo, that one's dependencies, their memos, the values of those. A walk turns a memo with an exchange,
 * behind which the processor begins nothing before that is done; a run has several. So both wait for one place in
 * memory after the other. What is only read, and for all cells at a time, is waited for together. It has no other
 * effect, and touches a bounded number of places besides those that the walk comes to. What it finds may change
 * meanwhile, since others publish memos and make edges: nothing goes by it. Belongs to one commit, and to its thread.
 */
final class ReadAhead {

    /** So few cells are soon read without. Of more slots than that nothing is read ahead. */
    private static final int FEW = 12;

    /** If the walk comes to more than that it is not known which of them a request will need. */
    private static final int MOST = 32;

    /** Of a memo with more dependencies than that a run looks at them for a while anyway. */
    private static final int MOST_DEPENDENCIES = 8;

    /** Of so many in all, which is enough unless most have more than a few. */
    private static final int MOST_NODES = 3 * MOST;

    /** Of how many cells of a list, at least as long, to read at a time. */
    private static final int BLOCK = 16;

    private static final Cell[] NONE = {};

    /** The cells that the walk will come to; of no more use if those are more than {@link #MOST}. */
    private Cell[] cells = NONE;
    private int size;

    /** Whether several ways may lead to one cell. */
    private boolean branched;

    /** How many cells the walk has visited with a long list before it. */
    private int visited;

    /** Made of what was read, so that the compiler does not leave the reading out. */
    private int sum;

    /** Before slots change: reads of all that the walk will come to, and of what those cells were computed from. */
    void from(@Nullable Slot[] slots, int count) {
        if (count > FEW) {
            return;
        }
        branched = count > 1;
        for (int i = 0; i < count; i++) {
            Slot slot = slots[i];
            if (slot != null && !add(slot.dependents)) {
                return;
            }
        }
        for (int i = 0; i < size; i++) {
            Cell cell = cells[i];
            Memo memo = cell.memo;    // (if it is not open the walk ends here, or others are just at work)
            if (memo != null && memo.isOpen() && !add(cell.dependents)) {
                return;
            }
        }
        if (size > FEW) {
            readDependencies();
        }
    }

    /** Adds the cells that depend on something; false if those are too many. */
    private boolean add(@Nullable Object dependents) {
        if (dependents instanceof Cell one) {
            return add(one);
        }
        if (dependents instanceof Cell[] few) {
            branched = true;
            for (Cell cell : few) {
                if (!add(cell)) {
                    return false;
                }
            }
            return true;
        }
        return dependents == null;
    }

    private boolean add(Cell cell) {
        if (branched && contains(cell)) {
            return true;
        }
        if (size == cells.length) {
            if (size == MOST) {
                return false;
            }
            cells = new Cell[MOST];
        }
        cells[size++] = cell;
        return true;
    }

    private boolean contains(Cell cell) {
        for (int i = 0; i < size; i++) {
            if (cells[i] == cell) {
                return true;
            }
        }
        return false;
    }

    /**
     * Each loop reads what the one before has found: the processor waits for all that one of them reads at once. (What
     * subtasks have read is left out; that will be read by several threads anyway.)
     */
    private void readDependencies() {
        Node[] nodes = new Node[MOST_NODES];
        int count = 0;
        for (int i = 0; i < size; i++) {
            Memo memo = cells[i].memo;
            if (memo == null) {
                continue;
            }
            touch(memo.value);
            int reads = memo.count();
            for (int place = 0; place < reads && reads <= MOST_DEPENDENCIES; place++) {
                if (memo.read(place) instanceof Node node && count < MOST_NODES) {
                    nodes[count++] = node;
                }
            }
        }
        for (int i = 0; i < count; i++) {
            Node node = nodes[i];
            touch(node instanceof Cell cell ? cell.memo : ((Slot) node).newest());
            touch(node.comparesKeys() ? node.key : null);
        }
        for (int i = 0; i < count; i++) {
            touch(value(nodes[i]));
        }
    }

    private static @Nullable Object value(Node node) {
        if (node instanceof Cell cell) {
            Memo memo = cell.memo;
            return memo == null ? null : memo.value;
        }
        Version version = ((Slot) node).newest();
        return version == null ? null : version.value();
    }

    /** The walk will come to the last cells of a list after this one; each is read of once, more or less. */
    void next(WorkList work) {
        if (work.size() < BLOCK || visited++ % BLOCK != 0) {
            return;
        }
        for (int i = 0; i < BLOCK; i++) {    // (that the processor begins with all of them before it has any)
            Memo memo = work.peek(i).memo;
            sum += memo == null || memo.isOpen() ? 1 : 0;
        }
    }

    /** The result of having read, which has to be kept somewhere, and means nothing. */
    int sum() {
        return sum;
    }

    private void touch(@Nullable Object object) {
        if (object != null && object.getClass() == ReadAhead.class) {
            sum++;
        }
    }
}
