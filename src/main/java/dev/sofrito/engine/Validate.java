package dev.sofrito.engine;

import dev.sofrito.CycleException;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks whether anything that a memo was computed from has changed since: its dependencies in the order in which they
 * were first read, up to the first changed one. So nothing is computed that a fresh run might not read.
 *
 * <p>What counts is that a dependency changed after the interval began in which the memo holds, not after the memo's
 * own value last changed: else a cell whose dependency changed once without effect would run at every later revision.
 *
 * <p>A dependency that has to be validated or run itself is claimed, and that is gone on with, in a loop: a chain of
 * stale memos takes no stack. The frames on the way, each the asker of the next, are the stack. Only what subtasks read
 * is looked at by recursion.
 */
final class Validate {

    private Validate() {}

    /** The memo of a claimed frame, which is ended then; or the frame itself, if its function has to run. */
    static Fetched memo(Frame top) {
        Frame frame = top;
        boolean ended = false;
        try {
            for (;;) {
                Fetched found;
                try {
                    found = advance(frame);
                } catch (CycleException e) {
                    // whoever finds a ring marks its frames before it throws
                    for (; frame.cycle() == null && frame != top; frame = asker(frame)) {
                        frame.release();
                    }
                    if (frame.cycle() == null) {
                        throw e;
                    }
                    found = Publish.cycle(frame);
                }
                if (found == frame && frame != top) {
                    found = Execute.run(frame);
                }
                if (found instanceof Frame next) {
                    if (next == top) {
                        ended = true;
                        return top;
                    }
                    frame = next;
                    continue;
                }
                frame.release();
                if (frame == top) {
                    ended = true;
                    return found;
                }
                frame = asker(frame);
                settle(frame, (Memo) found);
            }
        } finally {
            if (!ended) {
                for (; frame != top; frame = asker(frame)) {
                    frame.release();
                }
                top.release();
            }
        }
    }

    /** The frame that a validation goes on with after this one, which it needed. */
    private static Frame asker(Frame frame) {
        return frame.asker().frame();
    }

    /** Goes on with a frame: its memo, the frame if its function has to run, or another one that has to end first. */
    private static Fetched advance(Frame frame) {
        Memo old = frame.old;
        if (old == null) {
            return frame;
        }
        if (old.isTransient()) {
            return toRun(frame);
        }
        if (!frame.frozen() && old.holds(frame.root)) {    // only its value was evicted
            frame.next = Frame.UNCHANGED;
            return toRun(frame);
        }
        int count = old.count();
        while (frame.cycle() == null && frame.next != Frame.CHANGED && frame.next < count) {
            switch (old.read(frame.next)) {
                case Slot slot -> settle(frame, unchanged(frame, slot, old.from));
                case Cell cell -> {
                    Fetched found = Fetch.orClaim(
                            current(cell, frame.root), frame.root, frame, frame.task, frame.level, false, false);
                    if (found instanceof Frame needed) {
                        return needed;
                    }
                    if (found != null) {    // (else it was collected meanwhile, and so is not the current one)
                        settle(frame, (Memo) found);
                    }
                }
                case Group group -> settle(frame, unchanged(frame, frame, group, old.from));
            }
        }
        if (frame.cycle() != null) {
            return Publish.cycle(frame);
        }
        if (frame.next != Frame.CHANGED) {
            if (old.value != null || !frame.value) {
                return Publish.verified(frame, old);
            }
            frame.next = Frame.UNCHANGED;
        }
        return toRun(frame);
    }

    private static Frame toRun(Frame frame) {
        frame.restart();
        return frame;
    }

    /** The dependency at which the frame stands, a cell, has this memo. */
    private static void settle(Frame frame, Memo memo) {
        settle(frame, unchanged(frame, (Cell) frame.old.read(frame.next), memo, frame.old.from));
    }

    private static void settle(Frame frame, boolean same) {
        frame.next = same ? frame.next + 1 : Frame.CHANGED;
    }

    private static boolean unchanged(Recorder recorder, Slot slot, long since) {
        Version version = slot.at(recorder.root);
        if (slot.isDetached()) {    // looked at last: what the node knows may be of before
            version = recorder.root.version(slot.input, slot.key, slot.hash);
            recorder.flags |= Recorder.COLLECTED;
        }
        recorder.note(slot, version);
        return version.changedAt() <= since;
    }

    /**
     * Of a cell that was collected, the one in its place was asked. What that knows of changes is not about what was
     * read; but if its value has held since before that, or is the one that was read, then nothing has changed. (If the
     * cell is collected just now, the memo is its own, and both ways to look say the same.)
     */
    private static boolean unchanged(Recorder recorder, Cell cell, Memo memo, long since) {
        recorder.note(memo);
        if (!cell.removed) {
            return memo.changedAt() <= since;
        }
        recorder.flags |= Recorder.COLLECTED;
        return memo.from <= since
                || cell.memo instanceof Memo last && last.changedAt() <= since && isSame(last, memo, cell);
    }

    /** The cell to ask instead of a dependency: the one of its key now, if it was collected. */
    private static Cell current(Cell cell, Root root) {
        return cell.removed ? root.branch.cell(cell.query, cell.key, cell.hash) : cell;
    }

    /** Whether the last memo of a cell that was collected tells the same as one of the cell in its place. */
    private static boolean isSame(Memo last, Memo memo, Cell cell) {
        Object before = last.value;
        Object now = memo.value;
        if (before == null || now == null || last.failed() != memo.failed()) {
            return false;
        }
        if (last.failed()) {
            return ((Failure) before).same((Failure) now);
        }
        try {
            return cell.query.equality.same(before, now);
        } catch (Throwable t) {    // a run will tell
            return false;
        }
    }

    /** The memo of a dependency of a subtask. */
    private static Memo memo(Recorder recorder, Cell cell) {
        for (;;) {
            Memo memo = Fetch.live(current(cell, recorder.root), recorder.root, recorder, recorder.task,
                    recorder.level + 1, false, false);
            if (memo != null) {    // (else it was collected meanwhile)
                return memo;
            }
        }
    }

    /** What one subtask has read, from a place on. */
    private static boolean unchanged(Frame frame, Recorder recorder, Dependency[] read, int start, long since) {
        for (int i = start; i < read.length; i++) {
            boolean same = switch (read[i]) {
                case Slot slot -> unchanged(recorder, slot, since);
                case Cell cell -> unchanged(recorder, cell, memo(recorder, cell), since);
                case Group group -> unchanged(frame, recorder, group, since);
            };
            if (!same || frame.cycle() != null) {
                return false;
            }
        }
        return true;
    }

    /** Subtasks' reads: what is at hand is looked at first; if work is left for several, they work in parallel. */
    private static boolean unchanged(Frame frame, Recorder recorder, Group group, long since) {
        List<Dependency[]> rests = new ArrayList<>();
        List<Integer> starts = new ArrayList<>();
        for (Dependency[] strand : group.strands) {
            int at = 0;
            for (; at < strand.length; at++) {
                Dependency next = strand[at];
                if (next instanceof Slot slot) {
                    if (!unchanged(recorder, slot, since)) {
                        return false;
                    }
                } else if (next instanceof Cell cell && !cell.removed && cell.memo instanceof Memo memo
                        && memo.holds(recorder.root)) {
                    if (!unchanged(recorder, cell, memo, since)) {
                        return false;
                    }
                } else {
                    rests.add(strand);
                    starts.add(at);
                    break;
                }
            }
        }
        if (rests.size() <= 1) {
            return rests.isEmpty() || unchanged(frame, recorder, rests.getFirst(), starts.getFirst(), since);
        }
        try (Forks forks = new Forks(recorder)) {
            List<Forks.Fork<Boolean>> checks = new ArrayList<>();
            for (int i = 0; i < rests.size(); i++) {
                Dependency[] rest = rests.get(i);
                int start = starts.get(i);
                checks.add(forks.start(strand -> unchanged(frame, strand, rest, start, since)));
            }
            forks.join();
            for (Forks.Fork<Boolean> check : checks) {
                if (!check.get()) {
                    return false;
                }
            }
            return true;
        }
    }
}
