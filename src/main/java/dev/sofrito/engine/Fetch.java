package dev.sofrito.engine;

import org.jspecify.annotations.Nullable;

/**
 * Gets the memo of a cell that holds at a root: the one remembered, or one made by whoever claims the cell first, while
 * the others wait.
 *
 * <p>A cell whose newest memo is younger than the root, or is being made at a younger one, is not waited for and not
 * touched: the answer is an older memo that was retained, or comes from the root's frozen view. So requests only ever
 * wait for runs at their own revision or an earlier one, and a ring of waiting requests is a ring at one revision.
 */
final class Fetch {

    private Fetch() {}

    /**
     * The memo of a cell that holds at a root.
     *
     * @param cell a cell of the root's branch
     * @param parent the run that asks, or null for a request
     * @param value whether the value is needed; else the memo's may have been evicted
     * @param movable whether the request may move to a newer root instead of making use of the frozen view
     * @return null only if movable, and the cell is busy with newer roots
     */
    static @Nullable Memo live(
            Cell cell, Root root, @Nullable Frame parent, Task task, boolean value, boolean movable) {
        for (;;) {
            Memo memo = cell.memo;
            if (memo == Cell.UNBORN) {
                Adopt.adopt(root.branch, cell);
                continue;
            }
            if (memo != null) {
                if (usable(memo, root, value)) {
                    return memo;
                }
                if (memo.from > root.revision) {
                    Memo older = older(cell, root, parent, task, value, movable);
                    if (older != null || movable) {
                        return older;
                    }
                    continue;
                }
            }
            Cell frozen = inFrozenView(cell, root);
            if (frozen != null && frozen.memo instanceof Memo) {
                Memo made = frozen(cell, root, parent, task, value);
                if (made != null) {
                    return made;
                }
                continue;
            }
            Frame running = frozen != null && frozen.running instanceof Frame there ? there : cell.running;
            if (running == null) {
                Memo made = lead(new Frame(cell, false, root, parent, task), value);
                if (made != null) {
                    return made;
                }
            } else if (running.root.revision > root.revision) {
                Memo older = older(cell, root, parent, task, value, movable);
                if (older != null || movable) {
                    return older;
                }
            } else {
                Memo made = waitOrOvertake(running, new Frame(cell, false, root, parent, task), value);
                if (made != null) {
                    return made;
                }
                if (movable && !(cell.memo instanceof Memo newest && usable(newest, root, value))) {
                    return null;    // it has waited in vain: better at the newest root, together with others
                }
            }
        }
    }

    /** Null if a run at hand has ended, whatever came of it. */
    private static @Nullable Memo waitOrOvertake(Frame running, Frame frame, boolean value) {
        if (running.root.revision < frame.root.revision && running.isOutdated(frame.root)) {
            checkInterrupt(frame);
            if (Overtake.overtake(running, frame)) {
                return claimed(frame, value);
            }
        }
        WaitGraph.await(running, frame.parent, frame.task);
        return null;
    }

    private static boolean usable(Memo memo, Root root, boolean value) {
        return memo.holds(root) && (!value || memo.value != null);
    }

    private static @Nullable Cell inFrozenView(Cell cell, Root root) {
        Frozen view = root.frozenIfAny();
        return view == null ? null : view.cells(cell.query).get(cell.key, cell.hash);
    }

    /** The cell has moved on: an older memo, or one of the frozen view; null if movable, or to look again. */
    private static @Nullable Memo older(
            Cell cell, Root root, @Nullable Frame parent, Task task, boolean value, boolean movable) {
        Memo memo = cell.memoAt(root.revision);
        if (memo != null && usable(memo, root, value)) {
            return memo;
        }
        return movable ? null : frozen(cell, root, parent, task, value);
    }

    /** A memo of the frozen view; null if the live cell was running at the root, and has perhaps a memo now. */
    private static @Nullable Memo frozen(Cell live, Root root, @Nullable Frame parent, Task task, boolean value) {
        Cell cell = root.frozen().cell(live);
        for (;;) {
            Memo memo = cell.memo;
            if (memo != null && (!value || memo.value != null)) {
                return memo;    // (one that was verified without its value has none)
            }
            Frame running = cell.running;
            if (running == null) {
                Memo made = lead(new Frame(cell, true, root, parent, task), value);
                if (made != null) {
                    return made;
                }
                Frame there = live.running;
                if (there != null && there.root == root) {
                    WaitGraph.await(there, parent, task);
                    return null;
                }
            } else {
                WaitGraph.await(running, parent, task);
            }
        }
    }

    /** Claims the cell and makes a memo; null if another one was faster, or the cell has moved on. */
    private static @Nullable Memo lead(Frame frame, boolean value) {
        checkInterrupt(frame);
        return frame.cell.claim(frame) ? claimed(frame, value) : null;
    }

    private static void checkInterrupt(Frame frame) {
        if (frame.task.isCancelled()) {
            throw Threads.cancelled(frame.cell);
        }
    }

    private static @Nullable Memo claimed(Frame frame, boolean value) {
        Cell cell = frame.cell;
        try {
            Hooks.reach(Hooks.Point.CLAIMED, cell);
            Memo old = memoBefore(frame);
            return mayMake(frame, old, value) ? make(frame, old, value) : null;
        } finally {
            frame.mayPublish();    // if it has not published: it can't be overtaken from now on
            cell.release(frame);
            if (frame.isOvertaken()) {
                frame.root.frozen().cell(cell).release(frame);
            }
            frame.finish();    // last, so that who waited finds the claim free
        }
    }

    /**
     * While the claim is held nobody else publishes, so this stays so: there is no memo to use, and none of later.
     *
     * <p>A request goes to the frozen view when the live cell is busy with a later root. If that comes to nothing,
     * another request may claim the live cell for the same root. Each looks, with its own claim in place, whether the
     * other has one: so at most one of them runs, and who steps back waits for it.
     */
    private static boolean mayMake(Frame frame, @Nullable Memo old, boolean value) {
        Cell cell = frame.cell;
        Root root = frame.root;
        if (frame.frozen) {
            Cell live = root.branch.cells(cell.query).get(cell.key, cell.hash);
            return (!(cell.memo instanceof Memo memo) || value && memo.value == null)
                    && !(live != null && live.running instanceof Frame there && there.root == root);
        }
        Cell frozen = inFrozenView(cell, root);
        return (old == null || old.from <= root.revision && !usable(old, root, value))
                && (frozen == null || frozen.memo == null && frozen.running == null);
    }

    private static Memo make(Frame frame, @Nullable Memo old, boolean value) {
        return frame.depth % Threads.HOP == Threads.HOP - 1
                ? Threads.continueOn(frame.task, () -> Compute.memo(frame, old, value))
                : Compute.memo(frame, old, value);
    }

    /** The memo that holds at a root, if there is one; makes nothing and waits for nothing. */
    static @Nullable Memo atHand(QueryDefinition query, Object key, int hash, Root root) {
        Branch branch = root.branch;
        Cell cell = branch.base == null ? branch.cells(query).get(key, hash) : branch.cell(query, key, hash);
        if (cell == null) {
            return null;
        }
        if (cell.memo == Cell.UNBORN) {
            Adopt.adopt(branch, cell);
        }
        Memo memo = cell.memoAt(root.revision);
        if (memo != null && memo.holds(root)) {
            return memo;
        }
        Cell frozen = inFrozenView(cell, root);
        return frozen == null ? null : frozen.memo;
    }

    /** What a frame validates: of a frozen cell the memo that its live cell had at the root, or the last one before. */
    private static @Nullable Memo memoBefore(Frame frame) {
        Cell cell = frame.cell;
        if (!frame.frozen) {
            frame.origin = cell;
            return cell.memo;
        }
        Cell live = frame.root.branch.cells(cell.query).get(cell.key, cell.hash);
        frame.origin = live;
        return live == null ? null : live.memoAt(frame.root.revision);
    }
}
