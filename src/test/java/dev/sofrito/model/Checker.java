package dev.sofrito.model;

import dev.sofrito.MissingInputException;
import dev.sofrito.QueryCancelledException;
import dev.sofrito.QueryException;
import dev.sofrito.Revision;
import dev.sofrito.Snapshot;
import dev.sofrito.View;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Performs a program on one thread and checks every result, every revision and every run. */
final class Checker {

    private final World world;
    private final List<ViewModel> views = new ArrayList<>();
    /** Those that were closed too. */
    private final List<ViewModel> all = new ArrayList<>();
    private int turn;
    private @Nullable List<String> failurePath;

    /** A checker of a new database. */
    Checker(World world) {
        this(world, Map.of(world.database, State.empty(world.definition)));
    }

    /** A checker of views, the database first, that hold what the states say and may remember anything. */
    Checker(World world, Map<View, State> views) {
        this.world = world;
        views.forEach((view, state) -> this.views.add(new ViewModel(view, world.definition, state)));
        all.addAll(this.views);
    }

    /** The database itself. */
    ViewModel primary() {
        return views.getFirst();
    }

    /** Performs a program. */
    void perform(List<Op> ops) throws Exception {
        for (Op op : ops) {
            perform(op);
        }
    }

    private void perform(Op op) throws Exception {
        switch (op) {
            case Op.Change change -> on(view(change.view()), () -> change(view(change.view()), change.edit()));
            case Op.Batch batch -> batch(view(batch.view()), batch);
            case Op.Ask ask -> ask(view(ask.view()), ask.cell(), ask.interrupted());
            case Op.AskAll all -> askAll(view(all.view()), all.query(), all.keys());
            case Op.Block block -> block(view(block.view()), block.ops());
            case Op.Peek peek -> peek(view(peek.view()), peek.cell());
            case Op.Look look -> on(view(look.view()), () -> look(view(look.view()), look.slot()));
            case Op.Take take -> take(view(take.view()), take.async());
            case Op.Close close -> close(close.view());
            case Op.Collect collect -> collect(collect.unusedRevisions());
        }
    }

    /** Asks for every cell of every view: what is right, and remembered, must be so to the end. */
    void sweep() throws Exception {
        for (ViewModel view : views) {
            for (Cell cell : world.definition.cells()) {
                ask(view, cell, false);
            }
        }
    }

    private ViewModel view(int index) {
        return views.get(index % views.size());
    }

    /** Does something on a view: the database is in scope without a block too. */
    private <T> T on(ViewModel view, Callable<T> action) throws Exception {
        if (view == primary() && ++turn % 3 > 0) {
            return action.call();
        }
        return view.view.call(action::call);
    }

    private Void change(ViewModel view, Edit edit) {
        moved(view, view.state.after(List.of(edit)), world.input(edit.slot().input()).apply(edit));
        return null;
    }

    private void moved(ViewModel view, State next, Revision revision) {
        if (next == view.state) {
            require(revision.equals(view.revision), "nothing changed, but " + view.revision + " became " + revision);
        } else {
            require(revision.compareTo(view.revision) > 0, "a change took " + view.revision + " to " + revision);
        }
        view.state = next;
        view.revision = revision;
        require(view.view.revision().equals(revision), "the view is at " + view.view.revision() + ", not " + revision);
        quiet();
    }

    private void batch(ViewModel view, Op.Batch batch) {
        RuntimeException abort = new RuntimeException("abort");
        try {
            Revision revision = view.view.commit(() -> {
                State staged = view.state;
                for (Edit edit : batch.edits()) {
                    world.input(edit.slot().input()).apply(edit);
                    staged = staged.after(List.of(edit));
                    look(staged, edit.slot());
                }
                if (batch.abort()) {
                    throw abort;
                }
            });
            require(!batch.abort(), "a commit swallowed an exception");
            moved(view, view.state.after(batch.edits()), revision);
        } catch (RuntimeException e) {
            if (e != abort) {
                throw e;
            }
            moved(view, view.state, view.view.revision());
        }
    }

    private Void look(ViewModel view, Slot slot) {
        look(view.state, slot);
        return null;
    }

    private void look(State state, Slot slot) {
        Slots input = world.input(slot.input());
        Optional<Integer> expected = Optional.ofNullable(state.number(slot));
        require(input.find(slot.key()).equals(expected), slot + " is not " + expected);
        require(input.keys().equals(state.keys(slot.input())), "keys " + input.keys() + " in " + state);
        try {
            require(expected.equals(Optional.of(input.get(slot.key()))), slot + " is not " + expected);
        } catch (MissingInputException e) {
            require(expected.isEmpty(), slot + " is missing");
            require(String.valueOf(e.getMessage()).contains(world.definition.name(slot)), "not named: " + e);
        }
    }

    private void block(ViewModel view, List<Op> ops) {
        view.view.<Void, RuntimeException>call(() -> {
            for (Op op : ops) {
                switch (op) {
                    case Op.Change change -> change(view, change.edit());
                    case Op.Look look -> look(view.state, look.slot());
                    case Op.Ask ask -> observe(view, List.of(ask.cell()), false, () -> get(view, ask.cell()));
                    default -> throw new IllegalArgumentException(op.toString());
                }
            }
            return null;
        });
    }

    private void ask(ViewModel view, Cell cell, boolean interrupted) throws Exception {
        observe(view, List.of(cell), interrupted, () -> {
            if (interrupted) {
                askInterrupted(view, cell);
            }
            return on(view, () -> get(view, cell));
        });
    }

    /**
     * What runs for it may go on for a moment; until it has stopped, others that ask for the cell wait. A block that
     * was moved to another thread would go on too, so none is used there.
     */
    private void askInterrupted(ViewModel view, Cell cell) {
        Thread.currentThread().interrupt();
        try {
            if (view == primary()) {
                get(view, cell);
            } else if (Thread.currentThread().isVirtual()) {
                view.view.call(() -> get(view, cell));
            }
        } catch (QueryCancelledException e) {
            require(Thread.currentThread().isInterrupted(), "cancelled, but the interrupt flag is not set");
        }
        require(Thread.interrupted(), "the interrupt flag is lost");
    }

    private boolean get(ViewModel view, Cell cell) {
        Outcome expected = view.state.reference().outcome(cell);
        try {
            Answers.value(cell, expected, world.query(cell.query()).get(cell.key()));
        } catch (QueryException e) {
            Answers.failure(cell, expected, e);
            failurePath = e.path();
        }
        return true;
    }

    private void askAll(ViewModel view, int query, List<Integer> keys) throws Exception {
        List<Cell> cells = keys.stream().map(key -> new Cell(query, key)).toList();
        observe(view, cells, false, () -> on(view, () -> {
            try {
                Map<Integer, Object> values = world.query(query).getAll(keys);
                require(List.copyOf(values.keySet()).equals(keys), "keys in another order: " + values.keySet());
                cells.forEach(c -> Answers.value(c, view.state.reference().outcome(c), values.get(c.key())));
                return true;
            } catch (QueryException e) {
                Cell failed = cells.stream().filter(c -> c.toString().equals(e.path().getFirst())).findFirst()
                        .orElseThrow(() -> new AssertionError("none of " + cells + " is on the path of " + e));
                Answers.failure(failed, view.state.reference().outcome(failed), e);
                return false;
            }
        }));
    }

    /** Does something that may run cells, and accounts for the runs; the action says whether all were answered. */
    private void observe(ViewModel view, List<Cell> cells, boolean interrupted, Callable<Boolean> request) {
        quiet();
        world.outside = view.state.outside();
        failurePath = null;
        boolean answered;
        try {
            answered = request.call();
        } catch (Exception e) {
            throw e instanceof RuntimeException r ? r : new IllegalStateException(e);
        }
        RunCheck check = new RunCheck(view, all.stream().filter(other -> other != view).toList());
        check.runs(cells, world.runs.drain(), interrupted || !answered);
        if (answered) {
            cells.forEach(check::answered);
            if (failurePath != null) {
                check.failed(cells.getFirst(), failurePath);
            }
        }
        views.forEach(other -> other.share(view));
    }

    private void peek(ViewModel view, Cell cell) throws Exception {
        Optional<Object> value = on(view, () -> world.query(cell.query()).peek(cell.key()));
        quiet();
        value.ifPresent(v -> Answers.value(cell, view.state.reference().outcome(cell), v));
        Memo memo = view.memos.get(cell);
        if (memo != null && memo.resolved() == view.state && !memo.uncertain()
                && !world.definition.query(cell).forgetful()) {
            require(value.isPresent() != memo.seen().failed(), "peek gives " + value + " for " + memo);
        }
    }

    private void take(ViewModel view, boolean async) {
        if (views.size() < 8) {
            Snapshot snapshot = async ? view.view.snapshotAsync().join() : view.view.snapshot();
            require(snapshot.revision().equals(view.revision), snapshot.revision() + " taken at " + view.revision);
            views.add(view.snapshot(snapshot, async));
            all.add(views.getLast());
            quiet();
        }
    }

    private void close(int index) {
        ViewModel view = view(index);
        if (view.view instanceof Snapshot snapshot) {
            snapshot.close();
            views.remove(view);
            try {
                snapshot.revision();
            } catch (IllegalStateException e) {
                return;
            }
            throw new AssertionError("a closed snapshot answers");
        }
    }

    private void collect(int unusedRevisions) {
        world.database.collect(unusedRevisions);
        quiet();
        State kept = primary().state.before(unusedRevisions);
        State first = primary().state.before(Integer.MAX_VALUE);
        Map<Cell, Memo> before = new HashMap<>(primary().memos);
        for (ViewModel view : views) {
            view.memos.replaceAll((cell, memo) -> {
                Memo own = before.get(cell);
                return own == null || own.demanded().stamp < kept.stamp ? memo.collected(first) : memo;
            });
        }
    }

    private void quiet() {
        List<Run> runs = world.runs.drain();
        require(runs.isEmpty(), "ran without a request: " + runs);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new AssertionError(message);
        }
    }
}
