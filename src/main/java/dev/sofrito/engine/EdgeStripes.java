package dev.sofrito.engine;

/**
 * A set of very many cells by identity, in stripes with a monitor each, so that those who add to what everything
 * depends on do not queue.
 */
final class EdgeStripes {

    private static final int COUNT = 16;

    private final EdgeSet[] stripes = new EdgeSet[COUNT];

    /** The stripes of a sealed set. */
    EdgeStripes(EdgeSet members) {
        for (int i = 0; i < COUNT; i++) {
            stripes[i] = new EdgeSet();
        }
        WorkList list = new WorkList();
        members.drainTo(list);
        for (Cell cell : list.toArray()) {
            stripe(cell).add(cell);
        }
    }

    /** The stripe in which a cell is, if it is. */
    EdgeSet stripe(Cell cell) {
        return stripes[EdgeSet.mix(cell) & COUNT - 1];
    }

    void seal() {
        for (EdgeSet stripe : stripes) {
            stripe.seal();
        }
    }

    /** How many members there are; of a sealed one. */
    int size() {
        int size = 0;
        for (EdgeSet stripe : stripes) {
            size += stripe.size();
        }
        return size;
    }

    /** Pushes the members; of a sealed one. */
    void drainTo(WorkList list) {
        for (EdgeSet stripe : stripes) {
            stripe.drainTo(list);
        }
    }

    /** Pushes the members as they are, stripe by stripe; or gives false if it is sealed. */
    boolean copyTo(WorkList list) {
        for (EdgeSet stripe : stripes) {
            if (!stripe.copyTo(list)) {
                return false;
            }
        }
        return true;
    }
}
