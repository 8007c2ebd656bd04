package dev.sofrito.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a branch takes over what was remembered where it began, cell by cell, when first asked or by the deep clone.
 *
 * <p>An adopted memo is closed: it holds up to the base revision at most, and after that it is what the cell is
 * validated against. The validation makes the edges, in the new branch. So adopting one cell needs nothing of the
 * others, and a memo's dependencies become cells that are {@link Cell#UNBORN} until they are looked at themselves.
 *
 * <p>Nobody waits here, neither for another cell nor for who adopts the same one: a cell is born by one exchange, and
 * who loses it finds it born. (There was a monitor of the branch. A thread that had it and was put off, by a lock of
 * the source's, had all others of the snapshot queue up behind it, and a virtual thread that is woken runs only after
 * all that can run already.)
 *
 * <p>What two adoptions have to agree on is that a cell is not born from a memo that has read something later of
 * another cell than what that one is born from. A cell whose memo does not hold at the base root can get a later one
 * there at any time, and others one that has read that. So such a cell
 *
 * <ol>
 *   <li>finds its memo, b;
 *   <li>notes it in {@link Branch#origins}, unless something is noted for it;
 *   <li>looks once more, and begins anew if it finds another one;
 *   <li>is born,
 * </ol>
 *
 * and a cell that depends on it finds its memo, a, first and looks at what is noted of the other one after that. If it
 * finds nothing noted yet, and a has read a later memo than b, then that was there before a, so before the other one
 * was noted, and the other one finds it when it looks once more. If it finds b noted, it sees the later memo too, and
 * does without a. Memos found for a cell only ever get later, and what is noted first stays noted: so what stands there
 * is what the cell is born from or something earlier, also if several threads adopt it at once, and earlier is the safe
 * side. Who makes the cell be born makes the note exact.
 *
 * <p>Cells are found by key. If one is collected where the branch began, and another one made, then what is known of
 * either goes together: the later one has no memo of a revision before the collection ({@link Branch#collectedAt}), so
 * those of it that are found here hold at the base root, unless the collection was before that; and then what has read
 * the former one is of no later revision than the collection ({@code docs/internals/README.md}).
 */
final class Adopt {

    private Adopt() {}

    /** Gives an unborn cell the memo that it had where its branch began, if it had one. Any thread may, at any time. */
    static void adopt(Branch branch, Cell cell) {
        adopt(branch, cell, false);
    }

    /** The same, by the deep clone: it reads each cell under its lock. */
    static void cloned(Branch branch, Cell cell) {
        if (cell.memo == Cell.UNBORN) {
            adopt(branch, cell, true);
        }
    }

    /** Where the branch began first, and so on: snapshots of snapshots may be nested deeper than a stack is. */
    private static void adopt(Branch branch, Cell cell, boolean locking) {
        List<Branch> sources = new ArrayList<>();
        for (Root base = branch.base; base != null && base.branch.base != null; base = base.branch.base) {
            if (base.branch.cell(cell.query, cell.key, cell.hash).memo != Cell.UNBORN) {
                break;
            }
            sources.add(base.branch);
        }
        for (Branch source : sources.reversed()) {
            adoptHere(source, source.cell(cell.query, cell.key, cell.hash), false);
        }
        adoptHere(branch, cell, locking);
    }

    private static void adoptHere(Branch branch, Cell cell, boolean locking) {
        while (cell.memo == Cell.UNBORN) {
            Root base = branch.base;
            if (base == null) {
                cell.beBorn(null);
            } else {
                adoptOnce(branch, base, cell, locking);
            }
        }
    }

    /** One try; leaves the cell unborn if that has got another memo at the base root meanwhile. */
    private static void adoptOnce(Branch branch, Root base, Cell cell, boolean locking) {
        Map<Cell, Memo> origins = branch.origins;
        Memo found = find(base, cell, locking);
        Memo memo = found != null && isOfOneHistory(branch, base, found) ? found : null;
        boolean holds = memo != null && memo.holds(base);
        Memo origin = memo == null ? Cell.UNBORN : memo;
        Hooks.reach(Hooks.Point.NOTING, cell);
        if (!holds) {
            origins.putIfAbsent(cell, origin);
        }
        if (holds || found == find(base, cell, locking)) {
            Memo first = memo == null ? null : copy(branch, base, memo, holds);
            Hooks.reach(Hooks.Point.ADOPTING, cell);
            boolean born = cell.beBorn(branch.base == null ? null : first);    // looked at after what is noted
            if (born && holds) {
                origins.remove(cell);
            } else if (born) {
                origins.put(cell, origin);
            }
        }
        if (branch.base == null) {
            origins.remove(cell);    // it may have been noted after the end
        }
    }

    /**
     * By the deep clone: all that there was is adopted. Whoever is at work on another cell has looked at the notes
     * before they go, or finds after that that there is no base any more.
     */
    static void end(Branch branch) {
        branch.base = null;
        branch.origins.clear();
    }

    /**
     * Whether the cells that a memo was computed from, so far as they are born, are continued here from what it has
     * read. If one of them was born from a memo that did not hold at the base root, and has got one there since, then
     * this memo may have read that one, of which the cell here knows nothing; unless it is the
     * {@link #isSameChange same value}.
     */
    private static boolean isOfOneHistory(Branch branch, Root base, Memo memo) {
        boolean[] one = {true};
        memo.forEachNode(node -> {
            if (node instanceof Cell read) {
                Cell here = branch.cells(read.query).get(read.key, read.hash);
                Memo origin = here == null ? null : branch.origins.get(here);
                Memo now = origin == null ? null : find(base, here, false);
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
        return origin.changedAt() == now.changedAt() && !origin.isTransient() && !now.isMomentary();
    }

    /** The memo that holds at a root, or the last one before it. Who asks holds the root, so none of these goes. */
    private static @Nullable Memo find(Root base, Cell cell, boolean locking) {
        Tables frozen = base.frozenIfAny();
        Cell apart = frozen == null ? null : frozen.cells(cell.query).get(cell.key, cell.hash);
        if (apart != null && apart.memo instanceof Memo memo) {
            return memo;
        }
        Branch branch = base.branch;
        Cell there = branch.base == null
                ? branch.cells(cell.query).get(cell.key, cell.hash)
                : branch.cell(cell.query, cell.key, cell.hash);
        if (there == null) {
            return null;
        }
        adoptHere(branch, there, false);
        if (!locking) {
            return there.memoAt(base.revision);
        }
        there.lock().lock();
        try {
            return there.memoAt(base.revision);
        } finally {
            there.lock().unlock();
        }
    }

    /**
     * A memo as the branch begins with it. If it holds at the base root, then what it was computed from is there what
     * it has read, so that has not changed before the branch began. This is said here, since what is known of that may
     * count as changed at the base revision itself: an answer of the frozen view does, if the memo before it was
     * collected.
     */
    private static Memo copy(Branch branch, Root base, Memo memo, boolean holds) {
        int flags = Memo.flags(memo.kind(), memo);
        return new Memo(memo.value, branch.nodes(memo), flags, holds ? base.revision : memo.from,
                memo.changedAt(), memo.endBefore(base.revision + 1));
    }
}
