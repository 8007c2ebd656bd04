package dev.sofrito.model;

import dev.sofrito.Database;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks the runs of one request on one view: each had a reason, each read what there is, none that was due is missing.
 *
 * <p>A cell is allowed to run if a run from scratch would ask for it (so nothing is computed that might not be needed)
 * and something that its last run read may have changed since. It has to run if what its last run read is not what is
 * there now. Between the two lie inputs that went there and back, and what may have been forgotten.
 */
final class RunCheck {

    /** Why a cell may run. */
    private enum Reason { FIRST, FORGOTTEN, EVICTED, RETRY, CHANGED }

    private record Event(long time, Run run, boolean start) {}

    private final ViewModel view;
    private final List<ViewModel> others;
    private final State state;
    private final Reference reference;
    private final Map<Run, Reason> reasons = new HashMap<>();
    private final Set<Cell> ran = new HashSet<>();
    /** Whether someone in the request did not get its answer: then a run may have been dropped at its very end. */
    private boolean torn;
    private final Set<Cell> visited = new HashSet<>();

    /**
     * A check of requests on a view.
     *
     * @param others all other views that there ever were: a view may adopt what they have computed
     */
    RunCheck(ViewModel view, List<ViewModel> others) {
        this.view = view;
        this.others = others;
        this.state = view.state;
        this.reference = state.reference();
    }

    /**
     * Checks the runs that a request for some cells made.
     *
     * @param cancelled whether the requester, or one of several, was cancelled
     */
    void runs(Collection<Cell> roots, List<Run> runs, boolean cancelled) {
        torn = cancelled || runs.stream().flatMap(run -> run.reads().stream())
                .anyMatch(read -> read instanceof Read.OfCell of && of.seen() == null);
        Set<Cell> closure = new HashSet<>();
        roots.forEach(root -> closure.addAll(reference.closure(root)));
        closure.forEach(this::doubtIfOnRing);
        List<Event> events = new ArrayList<>();
        for (Run run : runs) {
            events.add(new Event(run.started, run, true));
            events.add(new Event(run.ended(), run, false));
        }
        events.sort(Comparator.comparingLong(Event::time));
        try {
            events.forEach(event -> check(event, roots, closure));
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\nin the request for " + roots + " with " + runs, e);
        }
        doubt(runs);
    }

    /** A cell that is on a ring may be found to be so, and fail, while it is checked: without a run. */
    private void doubtIfOnRing(Cell cell) {
        Memo memo = view.memos.get(cell);
        if (memo != null && memo.resolved() != state && reference.outcome(cell) instanceof Outcome.Cycle) {
            view.memos.put(cell, memo.doubted());
        }
    }

    /** Of a run that no asker got the result of nobody knows whether it is remembered. */
    private void doubt(List<Run> runs) {
        Set<Cell> got = new HashSet<>();
        for (Run run : runs) {
            for (Read read : run.reads()) {
                if (read instanceof Read.OfCell of && of.seen() != null) {
                    got.add(of.cell());
                }
            }
        }
        for (Cell cell : ran) {
            if (!got.contains(cell)) {
                view.memos.computeIfPresent(cell, (c, memo) -> memo.doubted());
            }
        }
    }

    private void check(Event event, Collection<Cell> roots, Set<Cell> closure) {
        Run run = event.run();
        if (event.start()) {
            require(closure.contains(run.cell), run.cell + " ran, which is not needed for " + roots);
            reasons.put(run, reason(run.cell));
        } else if (run.result() != null) {
            record(run, run.result());
        }
    }

    /** Why a cell may run now. */
    private Reason reason(Cell cell) {
        Memo memo = view.memos.get(cell);
        if (memo == null) {
            return Reason.FIRST;
        } else if (memo.uncertain() || torn && ran.contains(cell)) {
            return Reason.FORGOTTEN;
        } else if (memo.resolved() != state && view.ephemeral(cell, memo)) {
            return Reason.RETRY;
        } else if (memo.resolved() != state && memo.reads().stream().anyMatch(read -> mayHaveChanged(memo, read))) {
            return Reason.CHANGED;
        } else if (view.definition.query(cell).forgetful() && !memo.seen().failed()) {
            return Reason.EVICTED;
        }
        throw new AssertionError(cell + " ran though nothing changed that it read: " + memo);
    }

    private boolean mayHaveChanged(Memo memo, Read read) {
        return switch (read) {
            case Read.OfSlot of -> state.changedSince(memo.resolved(), of.slot());
            case Read.OfKeys of -> state.membershipChangedSince(memo.resolved(), of.input());
            case Read.OfCell of -> {
                Memo dependency = view.memos.get(of.cell());
                yield dependency == null || dependency.uncertain()
                        || dependency.changed().stamp > memo.resolved().stamp
                        || of.seen() != null && hasChanged(memo, of.cell(), of.seen())
                        || mayHaveChangedElsewhere(memo, of.cell(), of.seen());
            }
        };
    }

    /**
     * Whether a cell went there and back, or a value was lost that a later one could have been compared with, as another
     * view has noticed with which this one may share the cell.
     */
    private boolean mayHaveChangedElsewhere(Memo memo, Cell cell, @Nullable Seen seen) {
        boolean found = others.stream().anyMatch(other ->
                other.memos.get(cell) instanceof Memo there && there.resolved().stamp > memo.resolved().stamp);
        QuerySpec spec = view.definition.query(cell);
        return found && (spec.sameness() == Sameness.NEVER || spec.forgetful() || seen == null
                || state.since(memo.resolved()).stream().anyMatch(s -> !s.reference().outcome(cell).agrees(seen)));
    }

    private void record(Run run, Seen result) {
        Cell cell = run.cell;
        require(reference.outcome(cell).agrees(result),
                cell + " gave " + result + ", not " + reference.outcome(cell) + ": " + run);
        require(!(view.view instanceof Database) || run.revision.equals(view.revision),
                cell + " ran at " + run.revision + ", not " + view.revision);
        run.reads().forEach(read -> require(isTrue(read), cell + " read what is not there: " + read));
        QuerySpec spec = view.definition.query(cell);
        Memo old = view.memos.get(cell);
        Reason reason = Objects.requireNonNull(reasons.get(run));
        boolean certain = old != null && !old.uncertain();
        boolean lost = spec.forgetful() && reason != Reason.EVICTED;
        boolean unchanged = certain && (reason == Reason.EVICTED || !lost && same(spec, old.seen(), result));
        State changed = unchanged ? old.changed() : state;
        State counted = certain && reason != Reason.EVICTED || old == null ? state : old.ran();
        ran.add(cell);
        run.reads().forEach(this::takeNote);
        view.remember(cell,
                new Memo(result, run.own(), path(run), run.reads(), state, changed, counted, state, run.interrupted()));
    }

    /** The path of a failure: through a cell that was asked, as it was remembered there when it was asked. */
    private @Nullable List<String> path(Run run) {
        if (run.path().isEmpty()) {
            return List.of(run.cell.toString());
        }
        boolean cycle = Objects.requireNonNull(run.result()).agrees(Seen.CYCLE);
        boolean through = run.reads().stream().anyMatch(read -> {
            Memo asked = read instanceof Read.OfCell of ? view.memos.get(of.cell()) : null;
            return read instanceof Read.OfCell && (asked == null || asked.uncertain() || asked.path() == null
                    || asked.path().equals(run.path()));
        });
        require(cycle || through, run.cell + " let a failure through with path " + run.path() + ": " + run);
        List<String> path = new ArrayList<>(List.of(run.cell.toString()));
        path.addAll(run.path());
        return cycle ? null : path;
    }

    /** Checks the path of a failure that a requester got. */
    void failed(Cell cell, List<String> path) {
        Memo memo = view.memos.get(cell);
        require(memo == null || memo.uncertain() || memo.path() == null || memo.path().equals(path),
                cell + " failed with path " + path + ", but " + memo);
    }

    /** Of parallel failures any may have been kept; which one, is known when it is read. */
    private void takeNote(Read read) {
        if (read instanceof Read.OfCell of && of.seen() != null && of.seen().failed()) {
            view.memos.computeIfPresent(of.cell(), (cell, memo) -> memo.failing(of.seen()));
        }
    }

    private boolean isTrue(Read read) {
        return switch (read) {
            case Read.OfSlot of -> Objects.equals(of.number(), state.number(of.slot()));
            case Read.OfKeys of -> of.keys().equals(state.keys(of.input()));
            case Read.OfCell of -> of.seen() == null || reference.outcome(of.cell()).agrees(of.seen());
        };
    }

    private static boolean same(QuerySpec spec, Seen before, Seen after) {
        return before.equals(after) && (after.failed() || spec.sameness() != Sameness.NEVER);
    }

    /** Checks, for a cell that was asked for and answered, that nothing that was due to run is missing. */
    void answered(Cell root) {
        needed(root);
        Memo memo = view.memos.get(root);
        if (memo != null && memo.uncertain() && !reference.isTorn(root)) {
            view.memos.put(root, memo.certain());
        }
    }

    /** Of a cell that failed while subtasks ran side by side, only the failure is certain: not what they had read. */
    private void needed(Cell cell) {
        if (!visited.add(cell)) {
            return;
        }
        Memo memo = view.memos.get(cell);
        if (memo == null || memo.uncertain() || !ran.contains(cell) && isFoundElsewhere(cell, memo)) {
            memo = adopted(cell);
        }
        boolean old = !ran.contains(cell) && memo.resolved() != state;
        if (old) {
            QuerySpec spec = view.definition.query(cell);
            require(!spec.untracked(), cell + " is untracked and did not run");
            require(!(view.ephemeral(cell, memo) && memo.own()), cell + " had failed and was not tried again: " + memo);
        }
        boolean gaveUp = memo.seen().failed() && view.definition.query(cell).forks(cell.key());
        for (Read read : gaveUp ? List.<Read>of() : memo.reads()) {
            if (read instanceof Read.OfCell of && of.seen() != null) {
                needed(of.cell());
            }
            if (old) {
                require(!hasChanged(memo, read), cell + " did not run though this changed that it read: " + read);
            }
        }
        view.remember(cell, memo.resolvedAt(state));
    }

    /** Whether another view has found what a cell gives at a later state: if that still holds, it is adopted here. */
    private boolean isFoundElsewhere(Cell cell, Memo memo) {
        return memo.resolved() != state && others.stream().anyMatch(other -> {
            Memo found = other.memos.get(cell);
            Memo before = other.lasting.get(cell);
            long known = memo.resolved().stamp;
            return found != null && found.resolved().stamp > known && found.seen().agrees(Seen.CYCLE)
                    || before != null && before.resolved().stamp > known;
        });
    }

    /** What may have been forgotten, but did not run, is remembered: from another view, as a run here would find it. */
    private Memo adopted(Cell cell) {
        Outcome outcome = reference.outcome(cell);
        Memo before = view.memos.get(cell);
        if (before != null && before.resolved() == state) {
            return before;
        }
        Seen seen = switch (outcome) {
            case Outcome.Value value -> new Seen(value.number(), "");
            case Outcome.Failure failure -> new Seen(null, failure.trails().iterator().next().why());
            case Outcome.Cycle cycle -> new Seen(null, Seen.CYCLE);
        };
        State ran = before == null ? state.before(Integer.MAX_VALUE) : before.ran();
        List<Read> reads = reference.reads(cell);
        if (reference.isTorn(cell)) {
            reads = reads.stream()
                    .map(read -> read instanceof Read.OfCell of ? new Read.OfCell(of.cell(), null) : read).toList();
        }
        return new Memo(seen, false, null, reads, state, state, ran, state, true);
    }

    private boolean hasChanged(Memo memo, Read read) {
        return switch (read) {
            case Read.OfSlot of -> !Objects.equals(of.number(), state.number(of.slot()));
            case Read.OfKeys of -> !of.keys().equals(state.keys(of.input()));
            case Read.OfCell of -> of.seen() != null && hasChanged(memo, of.cell(), of.seen());
        };
    }

    private boolean hasChanged(Memo memo, Cell cell, Seen read) {
        @Nullable Memo dependency = view.memos.get(cell);
        if (dependency == null || dependency.uncertain()) {
            return false;
        }
        QuerySpec spec = view.definition.query(cell);
        boolean fresh = spec.sameness() == Sameness.NEVER && !spec.forgetful() && !dependency.seen().failed()
                && dependency.ran().stamp > memo.resolved().stamp;
        boolean ring = dependency.seen().agrees(Seen.CYCLE) && read.agrees(Seen.CYCLE);
        return fresh || !ring && !dependency.seen().equals(read);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new AssertionError(message);
        }
    }
}
