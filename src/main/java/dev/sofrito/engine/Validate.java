package dev.sofrito.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * Looks whether anything that a memo was computed from has changed since: its dependencies in the order in which they
 * were first read, up to the first changed one. So nothing is computed that a fresh run might not read.
 *
 * <p>What counts is that a dependency changed after the interval began in which the memo holds, not after the memo's
 * own value last changed: else a cell whose dependency changed once without effect would run at every later revision.
 */
final class Validate {

    private Validate() {}

    static boolean unchanged(Frame frame, Memo old) {
        return unchanged(frame, frame, old.dependencies, 0, old.from);
    }

    private static boolean unchanged(Frame frame, Recorder recorder, Dependency[] dependencies, int start, long since) {
        for (int i = start; i < dependencies.length; i++) {
            boolean same = switch (dependencies[i]) {
                case Slot slot -> unchanged(recorder, slot, since);
                case Cell cell -> unchanged(frame, recorder, cell, since);
                case Group group -> unchanged(frame, recorder, group, since);
            };
            if (!same || frame.cycle != null) {
                return false;
            }
        }
        return true;
    }

    private static boolean unchanged(Recorder recorder, Slot slot, long since) {
        Version version = slot.at(recorder.root);
        recorder.note(slot, version);
        return version.changedAt() <= since && !slot.isDetached();
    }

    private static boolean unchanged(Frame frame, Recorder recorder, Cell cell, long since) {
        Memo memo = Fetch.live(cell, recorder.root, frame, recorder.task, false, false);
        recorder.note(memo);
        return memo.changedAt <= since && memo.tellsOf(cell);
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
                } else if (next instanceof Cell cell && cell.memo instanceof Memo memo && memo.holds(recorder.root)) {
                    recorder.note(memo);
                    if (memo.changedAt > since || !memo.tellsOf(cell)) {
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
                checks.add(forks.forkRecorder(strand -> unchanged(frame, strand, rest, start, since)));
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
