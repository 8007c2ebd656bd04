package dev.sofrito.engine;

import org.jspecify.annotations.Nullable;

/**
 * Publishes the memo that a frame made, against commits that walk the graph meanwhile. A model of the protocol, checked
 * exhaustively, is in {@code docs/internals/publish.pml}; its step names are those used here.
 *
 * <p>The race: a run makes itself a dependent of what it read just after the walk of a commit came past there. So the
 * memo is published LINKING, good for its own revision only, with all edges in place before (R4, R5). It is opened
 * (R7) if that was certainly in time (R6): each dependency is still open as it was read, so whoever turns one later
 * reads its edges after that, finds this memo, and turns it, before the exchange of R7 (which then fails) or after
 * it. A memo that may not be opened stays LINKING: its owner never closes it, since a walk that is to find it may
 * rely on it.
 *
 * <p>What holds at its own revision alone, because something that it used does, needs no edges and is closed at birth:
 * but only in the place of a memo that is closed. A memo that is not closed may have open dependents, and a walk that
 * is to find them may have yet to come past here: so what takes its place is LINKING, never to be opened, and all edges
 * stay.
 *
 * <p>The claim is held until the edges that are no longer used are dropped (R8): a later run of the cell could want
 * them again.
 */
final class Publish {

    private Publish() {}

    /** The value of the old memo, verified at the frame's root. */
    static Memo verified(Frame frame, Memo old) {
        Reads reads = (frame.flags & Recorder.COLLECTED) == 0 ? old : frame.root.branch.nodes(old);
        return publish(frame, old, old.value, old.failed(), reads, false);
    }

    /**
     * The result of a run.
     *
     * @param like the old memo, if the result is no change from it
     */
    static Memo result(
            Frame frame, @Nullable Memo like, Object value, boolean failed, Reads reads) {
        QueryDefinition query = frame.cell.query;
        if (value instanceof Failure failure && failed && failure.isError()) {
            long own = frame.root.revision;    // an Error is not remembered; it is for who asked
            return new Memo(value, Reads.NONE, Memo.FAILED | Memo.TRANSIENT, own, own, own + 1);
        }
        if (frame.old == null) {
            query.ran(frame.cell, reads.count());
        }
        boolean isTransient = query.untracked
                || failed && !query.failsUntilChanged
                || (frame.flags & Memo.TRANSIENT) != 0;
        return publish(frame, like, value, failed, reads, isTransient);
    }

    /** The failure of a participant of a cycle. */
    static Memo cycle(Frame frame) {
        Memo old = frame.old;
        Failure failure = new Failure(frame.cell.label(), null, null, frame.cycle());
        Memo like = old != null && old.value instanceof Failure before && failure.same(before) ? old : null;
        return publish(frame, like, failure, true, Reads.NONE, true);
    }

    private static Memo publish(Frame frame, @Nullable Memo like, @Nullable Object value, boolean failed,
            Reads reads, boolean isTransient) {
        Cell cell = frame.cell;
        Memo old = frame.old;
        Root root = frame.root;
        long own = root.revision;
        int levels = frame.flags & Memo.LEVELS;
        boolean momentary = (frame.flags & Recorder.CLOSED) != 0 || isTransient;
        int kind = levels | (failed ? Memo.FAILED : 0) | (isTransient ? Memo.TRANSIENT : 0)
                | (momentary ? Memo.MOMENTARY : 0);
        int flags = Memo.flags(kind, old);
        if (frame.frozen() || (frame.flags & Memo.PRIVATE) != 0 || old == null && own < root.branch.collectedAt
                || root.branch.asides.isTooLate(cell, root) || !frame.mayPublish()) {
            return intoFrozenView(frame, value, flags, reads, like);
        }
        boolean passed = old == null || old.isClosed();
        boolean linking = momentary ? !passed : (levels & Memo.LOW) != 0;
        long from = isTransient || old != null && old.isTransient() ? own : start(frame, levels);
        long until = linking ? Memo.linking(own) : momentary ? own + 1 : Memo.OPEN;
        long changedAt = like == null ? from : like.changedAt();
        from = Math.max(from, changedAt);    // (a memo of a frozen view does not know since when it could have held)
        Memo memo = new Memo(value, reads, flags, from, changedAt, until);
        if (linking) {
            link(cell, memo);
            Hooks.reach(Hooks.Point.LINKED, cell);
        }
        memo = replace(frame, old, memo);
        Hooks.reach(Hooks.Point.PUBLISHED, cell);
        if (linking && !momentary && areOpen(own, memo)) {
            Hooks.reach(Hooks.Point.OPENING, cell);
            memo.open(own);
        }
        if (old != null && !old.hasSameReads(memo)) {
            drop(frame, old, memo, passed);
        }
        if (cell.query.keep > 0 && !failed && !cell.query.untracked) {
            root.branch.keeper(cell.query).added(cell);
        }
        return memo;
    }

    /**
     * See {@link Memo#from}. Of a watermarked memo not before any input of those levels changed, or it would not hold.
     */
    private static long start(Frame frame, int levels) {
        int marks = levels & Memo.WATERMARKED;
        return marks == 0 ? frame.from : Math.max(frame.from, frame.root.changedAt(marks));
    }

    /**
     * Into the frozen view. The cell's claim there is this frame's, if it runs for that view or was overtaken, but not
     * if it is a live one that used something from a frozen view. Another may then be at work on the same cell, so what
     * takes care that all at this revision see one result is the cell's lock: the first value stays.
     *
     * <p>It counts as changed at its own revision, which is always safe, unless it can go on from the live cell's last
     * memo; then that of the live cell is no more to change behind its back ({@link Asides}).
     */
    private static Memo intoFrozenView(
            Frame frame, @Nullable Object value, int flags, Reads reads, @Nullable Memo like) {
        long own = frame.root.revision;
        boolean goesOn = like != null && frame.root.branch.asides.goOn(frame, frame.live());
        long changedAt = goesOn ? like.changedAt() : own;
        Memo memo = new Memo(value, reads, flags | Memo.PRIVATE, own, changedAt, own + 1);
        Cell cell = frame.frozen() ? frame.cell : frame.root.frozen().cell(frame.cell);
        cell.lock().lock();
        try {
            Memo first = cell.memo;
            if (first != null && first.value != null) {
                return first;
            }
            cell.memo = memo;
            return memo;
        } finally {
            cell.lock().unlock();
        }
    }

    /** R5 */
    private static Memo replace(Frame frame, @Nullable Memo old, Memo made) {
        Cell cell = frame.cell;
        Root root = frame.root;
        cell.lock().lock();
        try {
            Memo older = null;
            if (old != null) {
                older = root.branch.pins.retain(cell, old, root) ? old : old.older();
            }
            Memo memo = older == null ? made : new RetainedMemo(made, older);
            cell.replace(memo, root);
            return memo;
        } finally {
            cell.lock().unlock();
        }
    }

    /**
     * R4. Inputs that are watermarked keep no edges; nor do cells that read only such ones, since no walk turns them.
     * (If the memo that a cell has now is not the one that was read, then either it begins later, and this one will not
     * be opened, see {@link #areOpen}; or it is one verified again or of a value made again, with the same levels.)
     */
    private static void link(Cell cell, Memo memo) {
        for (int i = 0; i < memo.few(); i++) {
            link(cell, memo.read(i));
        }
        for (Dependency dependency : memo.many()) {
            link(cell, dependency);
        }
    }

    private static void link(Cell cell, Dependency dependency) {
        switch (dependency) {
            case Slot slot -> {
                if (slot.input.level == Memo.LOW) {
                    Edges.add(slot, cell);
                }
            }
            case Cell read -> {
                Memo memo = read.memo;
                if (memo == null || (memo.levels() & Memo.LOW) != 0) {
                    Edges.add(read, cell);
                }
            }
            case Group group -> group.forEachNode(node -> link(cell, node));
        }
    }

    /** R6 */
    private static boolean areOpen(long revision, Memo memo) {
        for (int i = 0; i < memo.few(); i++) {
            if (!isOpen(revision, memo.read(i))) {
                return false;
            }
        }
        return areOpen(revision, memo.many());
    }

    private static boolean areOpen(long revision, Dependency[] dependencies) {
        for (Dependency dependency : dependencies) {
            if (!isOpen(revision, dependency)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOpen(long revision, Dependency dependency) {
        return switch (dependency) {
            case Slot slot -> slot.input.level != Memo.LOW || slot.unchangedSince(revision);
            case Cell cell -> cell.memo instanceof Memo memo && memo.isOpen() && memo.from <= revision;
            case Group group -> areOpen(revision, group);
        };
    }

    private static boolean areOpen(long revision, Group group) {
        for (Dependency[] strand : group.strands) {
            if (!areOpen(revision, strand)) {
                return false;
            }
        }
        return true;
    }

    /**
     * R8, if the edges of what is no longer read may go. A cell among that may have been needed, through this one and
     * others, up to the revision before: from now on only it can tell.
     */
    private static void drop(Frame frame, Memo old, Memo now, boolean unlink) {
        Cell cell = frame.cell;
        int before = Root.stamp(frame.root.revision - 1);
        NodeSet kept = new NodeSet();
        now.forEachNode(kept::add);
        old.forEachNode(node -> {
            if (!kept.contains(node)) {
                if (node instanceof Cell read) {
                    read.touch(before);
                }
                if (unlink) {
                    Edges.remove(node, cell);
                }
            }
        });
    }
}
