package dev.sofrito.engine;

import org.jspecify.annotations.Nullable;

/**
 * The walk of a commit (C3): closes the memos of all that depends on the changed slots, and stops where one is closed
 * already. So a memo is closed at most once between two validations.
 *
 * <p>A memo is turned first, and its cell's edges are read after that: who adds an edge to it later sees that it is
 * closed. The edges of slots, and of cells whose memo was OPEN, may be taken out on the way, since whoever makes a new
 * memo makes its edges again; so a commit after this one does not come to all of them once more. Few edges of a cell
 * are left: most of them would be made again, and until then a walk ends behind them.
 *
 * <p>To take them is right only if the cell has got no other memo meanwhile that is OPEN: what depends on that one
 * would lose its edge. While the memo in hand holds at the current root there is none (it may have been evicted, and
 * made again of the same dependencies: but one of those is closed). One that is stale, though, may have been replaced by
 * anything. So the edges stay if it was LINKING, or if a watermark may have closed it.
 */
final class Walk {

    private Walk() {}

    static void from(Branch branch, Iterable<Slot> slots, long revision, ReadAhead ahead) {
        WorkList work = new WorkList();
        for (Slot slot : slots) {
            Edges.drainTo(Edges.take(slot), work);
        }
        go(branch, work, revision, ahead);
        branch.readAhead = ahead.sum();
    }

    /** By a collector, which takes cells out: nothing may rely on them any more. */
    static void fromCells(Branch branch, Iterable<Cell> cells, long revision) {
        WorkList work = new WorkList();
        cells.forEach(work::push);
        go(branch, work, revision, null);
    }

    private static void go(Branch branch, WorkList work, long revision, @Nullable ReadAhead ahead) {
        boolean primary = branch == branch.engine.primary;
        for (Cell cell = work.pop(); cell != null; cell = work.pop()) {
            if (ahead != null) {
                ahead.next(work);
            }
            Memo memo = cell.memo;
            if (memo == null) {
                continue;
            }
            Hooks.reach(Hooks.Point.TURNING, cell);
            switch (memo.turn(revision)) {
                case OPEN -> {
                    if (primary) {
                        cell.query.fresh.expire(cell);
                    }
                    Edges.drainTo(memo.isMarked() ? Edges.read(cell) : Edges.takeMany(cell), work);
                }
                case LINKING -> Edges.drainTo(Edges.read(cell), work);
                case CLOSED -> { }
            }
        }
    }
}
