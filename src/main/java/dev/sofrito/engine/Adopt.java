package dev.sofrito.engine;

import org.jspecify.annotations.Nullable;

/**
 * How a branch takes over what was remembered where it began, cell by cell, when first asked or by the deep clone.
 *
 * <p>An adopted memo is closed: it holds up to the base revision at most, and after that it is what the cell is
 * validated against. The validation makes the edges, in the new branch. So adopting one cell needs nothing of the
 * others, and a memo's dependencies become cells that are {@link Cell#UNBORN} until they are looked at themselves.
 */
final class Adopt {

    private Adopt() {}

    /** Gives an unborn cell the memo that it had where its branch began, if it had one. Any thread may, at any time. */
    static void adopt(Branch branch, Cell cell) {
        Root base = branch.base;
        if (base == null) {
            cell.beBorn(null);
            return;
        }
        synchronized (branch.origins) {
            if (cell.memo == Cell.UNBORN) {
                Memo memo = find(base, cell);
                if (memo != null && !isOfOneHistory(branch, base, memo)) {
                    memo = null;
                }
                if (memo == null || !memo.holds(base)) {
                    branch.origins.put(cell, memo == null ? Cell.UNBORN : memo);
                }
                Hooks.reach(Hooks.Point.ADOPTING, cell);
                cell.beBorn(memo == null ? null : copy(branch, base, memo));
            }
        }
    }

    /** By the deep clone: nothing more will be adopted. */
    static void end(Branch branch) {
        synchronized (branch.origins) {
            branch.base = null;
            branch.origins.clear();
        }
    }

    /**
     * Whether the cells that a memo was computed from, so far as they are born, are continued here from what it has
     * read. If one of them was born from a memo that did not hold at the base root, and has got one there since, then
     * this memo may have read that one, of which the cell here knows nothing; unless it is the
     * {@link #isSameChange same value}.
     */
    private static boolean isOfOneHistory(Branch branch, Root base, Memo memo) {
        boolean[] one = {true};
        Recorder.flatten(memo.dependencies, node -> {
            if (node instanceof Cell read) {
                Cell here = branch.cells(read.query).get(read.key, read.hash);
                Memo origin = here == null ? null : branch.origins.get(here);
                Memo now = origin == null ? null : find(base, here);
                one[0] &= origin == null || origin == (now == null ? Cell.UNBORN : now)
                        || now != null && isSameChange(origin, now);
            }
        });
        return one[0];
    }

    /**
     * Whether two memos of one cell, an earlier and a later one, tell of the same change: then it had one value all
     * along, and a cell continued from the earlier one says of each later change what one continued from the other
     * would.
     *
     * <p>Each memo of a cell either keeps {@link Memo#changedAt} or has a later one, so if that is the same, there was
     * no other value in between. It says nothing where a value does not follow from what was read: then the cell here
     * may have got another one at the base revision itself.
     */
    private static boolean isSameChange(Memo origin, Memo now) {
        return origin.changedAt == now.changedAt && !origin.isTransient() && !now.isMomentary();
    }

    /** The memo that holds at a root, or the last one before it. */
    private static @Nullable Memo find(Root base, Cell cell) {
        Branch branch = base.branch;
        Cell there = branch.base == null
                ? branch.cells(cell.query).get(cell.key, cell.hash)
                : branch.cell(cell.query, cell.key, cell.hash);
        Frozen frozen = base.frozenIfAny();
        Cell apart = frozen == null ? null : frozen.cells(cell.query).get(cell.key, cell.hash);
        Memo memo = apart == null ? null : apart.memo;
        if (memo != null && memo.tellsOf(there)) {
            return memo;
        }
        if (there == null) {
            return null;
        }
        if (there.memo == Cell.UNBORN) {
            adopt(branch, there);
        }
        there.lock().lock();   // the deep clone reads each cell under its lock
        try {
            return there.memoAt(base.revision);
        } finally {
            there.lock().unlock();
        }
    }

    private static Memo copy(Branch branch, Root base, Memo memo) {
        int flags = Memo.flags(memo.kind(), memo);
        return new Memo(memo.value, translate(branch, base, memo.dependencies), flags, memo.from, memo.changedAt,
                memo.endBefore(base.revision + 1));
    }

    private static Dependency[] translate(Branch branch, Root base, Dependency[] dependencies) {
        Dependency[] translated = new Dependency[dependencies.length];
        for (int i = 0; i < translated.length; i++) {
            translated[i] = switch (dependencies[i]) {
                case Slot slot -> branch.slot(slot.input, slot.key, slot.hash, slot.at(base));
                case Cell cell -> branch.cell(cell.query, cell.key, cell.hash);
                case Group group -> translate(branch, base, group);
            };
        }
        return translated;
    }

    private static Group translate(Branch branch, Root base, Group group) {
        Dependency[][] strands = new Dependency[group.strands.length][];
        for (int i = 0; i < strands.length; i++) {
            strands[i] = translate(branch, base, group.strands[i]);
        }
        return new Group(strands);
    }
}
