package dev.sofrito.engine;

import org.jspecify.annotations.Nullable;

/**
 * Gets the memo of a cell that holds at a root: the one remembered, or one made by whoever claims the cell first, while
 * the others wait.
 *
 * <p>A cell whose newest memo is younger than the root, or is being made at a younger one, is not waited for and not
 * touched: the answer is an older memo that was retained, or comes from the root's frozen view. So requests only ever
 * wait for runs at their own revision or an earlier one, and a ring of waiting requests is a ring at one revision.
 *
 * <p>A cell may be collected after whoever asks has looked it up. Then another one may be in its place by now, and be
 * run there, so nothing is made for this one any more: that would be a second run of one key at one revision. The
 * collector claims a cell before it takes it out, so with a claim in hand {@link Cell#removed} stays what it is
 * ({@link #mayMake}), and a cell that is being run is in its table. What the cell remembers is still good: it was made
 * while the cell was there. For anything else the key has to be looked up again; that is left to who asks, since what it
 * records, or compares with what was read before, must be the cell whose memo it gets. It looks when the collector's
 * claim has gone: before that it could find the same cell again, and so on. (Who has a claim on a cell that is taken out
 * is the collector, or finds the same: neither runs anything, nor waits for a frame.)
 */
final class Fetch {

    private Fetch() {}

    /**
     * The memo of a cell that holds at a root, made if there is none.
     *
     * @param cell a cell of the root's branch
     * @param asker what asks, or null for a request
     * @param level how many runs are on the stack already
     * @param value whether the value is needed; else the memo's may have been evicted
     * @param movable whether the request may move to a newer root instead of making use of the frozen view
     * @return null if the cell is no longer in its table, so that the key has to be looked up again; or if movable, and
     *     the cell is busy with newer roots
     */
    static @Nullable Memo live(Cell cell, Root root, @Nullable Recorder asker, Task task, int level, boolean value,
            boolean movable) {
        if (level >= Threads.HOP) {
            return Threads.continueOn(task, () -> live(cell, root, asker, task, 0, value, movable));
        }
        Fetched found = orRun(cell, root, asker, task, level, value, movable);
        return found instanceof Frame frame ? Execute.run(frame) : (Memo) found;
    }

    /**
     * The same, but if the function has to run that is left to the caller: then this gives the frame for
     * {@link Execute#run}. So nothing of all this is on the stack while others run below.
     */
    static @Nullable Fetched orRun(Cell cell, Root root, @Nullable Recorder asker, Task task, int level, boolean value,
            boolean movable) {
        Fetched found = orClaim(cell, root, asker, task, level, value, movable);
        return found instanceof Frame frame && frame.old != null ? Validate.memo(frame) : found;
    }

    /** The memo of a cell that holds at a root, or a frame that has claimed the cell to make one; or null, as above. */
    static @Nullable Fetched orClaim(Cell cell, Root root, @Nullable Recorder asker, Task task, int level,
            boolean value, boolean movable) {
        for (;;) {
            Memo memo = cell.memo;
            if (memo == Cell.UNBORN) {
                Adopt.adopt(root.branch, cell);
                continue;
            }
            if (memo != null && usable(memo, root, value)) {
                return memo;
            }
            if (cell.removed) {
                Frame last = cell.running;    // looked at after that: if there is none, the table has no such cell
                if (last == null) {
                    return remembered(cell, root, value);    // (looked for once more: now it gets no other memo)
                }
                WaitGraph.await(last, asker == null ? null : asker.frame(), task);
                continue;
            }
            if (memo != null && memo.from > root.revision) {
                Fetched older = older(cell, root, asker, task, level, value, movable);
                if (older != null || movable) {
                    return older;
                }
                continue;
            }
            Cell frozen = inFrozenView(cell, root);
            if (frozen != null && frozen.memo instanceof Memo) {
                Fetched made = frozen(cell, root, asker, task, level, value);
                if (made != null) {
                    return made;
                }
                continue;
            }
            Frame running = frozen != null && frozen.running instanceof Frame there ? there : cell.running;
            if (running == null) {
                Frame claimed = claim(new Frame(cell, root, asker, task, level, value));
                if (claimed != null) {
                    return claimed;
                }
            } else if (running.root.revision > root.revision) {
                Fetched older = older(cell, root, asker, task, level, value, movable);
                if (older != null || movable) {
                    return older;
                }
            } else {
                Frame claimed = waitOrOvertake(running, new Frame(cell, root, asker, task, level, value));
                if (claimed != null) {
                    return claimed;
                }
                if (movable && !(cell.memo instanceof Memo newest && usable(newest, root, value))) {
                    return null;    // it has waited in vain: better at the newest root, together with others
                }
            }
        }
    }

    /** Null if a run at hand has ended, whatever came of it. */
    private static @Nullable Frame waitOrOvertake(Frame running, Frame frame) {
        if (running.root.revision < frame.root.revision && running.isOutdated(frame.root)) {
            checkInterrupt(frame);
            if (Overtake.overtake(running, frame)) {
                return claimed(frame);
            }
        }
        WaitGraph.await(running, frame.parent(), frame.task);
        return null;
    }

    private static boolean usable(Memo memo, Root root, boolean value) {
        return memo.holds(root) && (!value || memo.value != null);
    }

    private static @Nullable Cell inFrozenView(Cell cell, Root root) {
        Tables view = root.frozenIfAny();
        return view == null ? null : view.cells(cell.query).get(cell.key, cell.hash);
    }

    private static @Nullable Cell inBranch(Cell frozen, Branch branch) {
        return branch.cells(frozen.query).get(frozen.key, frozen.hash);
    }

    /** The cell has moved on: an older memo, or one of the frozen view; null if movable, or to look again. */
    private static @Nullable Fetched older(Cell cell, Root root, @Nullable Recorder asker, Task task, int level,
            boolean value, boolean movable) {
        Memo memo = remembered(cell, root, value);
        return memo != null || movable ? memo : frozen(cell, root, asker, task, level, value);
    }

    /** The memo of a cell, the newest or an older one, that is usable at a root. */
    private static @Nullable Memo remembered(Cell cell, Root root, boolean value) {
        Memo memo = cell.memoAt(root.revision);
        return memo != null && usable(memo, root, value) ? memo : null;
    }

    /**
     * What the frozen view has; null if the live cell was running at the root, and has perhaps a memo now, or if it has
     * been taken out: then that may be true of the one in its place.
     */
    private static @Nullable Fetched frozen(
            Cell live, Root root, @Nullable Recorder asker, Task task, int level, boolean value) {
        Cell cell = root.frozen().cell(live);
        for (;;) {
            Memo memo = cell.memo;
            if (memo != null && (!value || memo.value != null)) {
                return memo;    // (one that was verified without its value has none)
            }
            Frame running = cell.running;
            if (running == null) {
                Frame claimed = claim(new Frame(cell, live, root, asker, task, level, value));
                if (claimed != null) {
                    return claimed;
                }
                Frame there = live.running;
                if (there != null && there.root == root) {
                    WaitGraph.await(there, asker == null ? null : asker.frame(), task);
                    return null;
                }
                if (live.removed) {
                    return null;
                }
            } else {
                WaitGraph.await(running, asker == null ? null : asker.frame(), task);
            }
        }
    }

    /** Claims the frame's cell; null if another one was faster, or the cell has moved on or is taken out. */
    private static @Nullable Frame claim(Frame frame) {
        checkInterrupt(frame);
        Hooks.reach(Hooks.Point.CLAIMING, frame.cell);
        return frame.cell.claim(frame) ? claimed(frame) : null;
    }

    private static void checkInterrupt(Frame frame) {
        if (frame.task.isCancelled()) {
            throw Threads.cancelled(frame.cell);
        }
    }

    private static @Nullable Frame claimed(Frame frame) {
        boolean mine = false;
        try {
            frame.owner = Thread.currentThread();
            Hooks.reach(Hooks.Point.CLAIMED, frame.cell);
            remember(frame);
            mine = mayMake(frame);
        } finally {
            if (!mine) {
                frame.release();
            }
        }
        return mine ? frame : null;
    }

    /**
     * While the claim is held nobody else publishes, and no collector takes the cell out, so this stays so: there is no
     * memo to use, and none of later, and the cell is in its table.
     *
     * <p>A request goes to the frozen view when the live cell is busy with a later root. If that comes to nothing,
     * another request may claim the live cell for the same root. Each looks, with its own claim in place, whether the
     * other has one: so at most one of them runs, and who steps back waits for it.
     */
    private static boolean mayMake(Frame frame) {
        Cell cell = frame.cell;
        Root root = frame.root;
        if (frame.frozen()) {
            Cell live = inBranch(cell, root.branch);
            return (!(cell.memo instanceof Memo memo) || frame.value && memo.value == null)
                    && !(live != null && live.running instanceof Frame there && there.root == root);
        }
        Memo old = frame.old;
        Cell frozen = inFrozenView(cell, root);
        return !cell.removed
                && (old == null || old.from <= root.revision && !usable(old, root, frame.value))
                && (frozen == null || frozen.memo == null && frozen.running == null);
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

    /** Sets what a frame validates: of a frozen cell what its live cell had at the root, or the last before. */
    private static void remember(Frame frame) {
        Cell cell = frame.cell;
        if (!frame.frozen()) {
            frame.old = cell.memo;
            return;
        }
        Cell live = inBranch(cell, frame.root.branch);
        frame.old = live == null ? null : live.memoAt(frame.root.revision);
    }
}
