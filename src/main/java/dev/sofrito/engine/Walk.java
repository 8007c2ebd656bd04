package dev.sofrito.engine;

/**
 * The walk of a commit (C3): closes the memos of all that depends on the changed slots, and stops where one is closed
 * already. So a memo is closed at most once between two validations.
 *
 * <p>A memo is turned first, and its cell's edges are read after that: who adds an edge to it later sees that it is
 * closed. The edges of slots, and of cells whose memo was OPEN, are taken out on the way, since whoever makes a new
 * memo makes its edges again; those of memos that were LINKING must stay (a memo LINKING and stale can be replaced
 * while the walk that turns it is under way, by one that is OPEN).
 */
final class Walk {

    private Walk() {}

    static void from(Iterable<Slot> slots, long revision) {
        WorkList work = new WorkList();
        for (Slot slot : slots) {
            Edges.drainTo(Edges.take(slot), work);
        }
        go(work, revision);
    }

    /** By a collector, which takes cells out: nothing may rely on them any more. */
    static void fromCells(Iterable<Cell> cells, long revision) {
        WorkList work = new WorkList();
        cells.forEach(work::push);
        go(work, revision);
    }

    private static void go(WorkList work, long revision) {
        for (Cell cell = work.pop(); cell != null; cell = work.pop()) {
            Memo memo = cell.memo;
            if (memo == null) {
                continue;
            }
            switch (memo.turn(revision)) {
                case OPEN -> {
                    cell.expire();
                    Edges.drainTo(Edges.take(cell), work);
                }
                case LINKING -> Edges.drainTo(Edges.read(cell), work);
                case CLOSED -> { }
            }
        }
    }
}
