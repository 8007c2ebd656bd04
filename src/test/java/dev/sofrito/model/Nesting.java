package dev.sofrito.model;

import dev.sofrito.QueryCancelledException;
import dev.sofrito.QueryException;
import dev.sofrito.Revision;
import dev.sofrito.Snapshot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What threads do to one another, but one thing at a time, so that a seed decides all of it: in the middle of a run
 * another thread asks at older revisions and in other snapshots, commits, collects, takes snapshots, changes and closes
 * them, while the query's function waits until it is done. Whatever is asked for must give what a recomputation gives.
 *
 * <p>The threads take turns, each waiting for the one that it has started, so nothing here needs a guard.
 */
final class Nesting {

    /** What happens in the middle of runs. */
    enum Mode {
        /** Nothing. */
        FLAT,
        /** Whatever others may do. */
        NESTED,
        /** Whatever others may do, and then, now and then, an interrupt. */
        CANCELLED
    }

    /** A request under way, at a revision of the views of a branch. */
    private record Request(NestedView branch, long revision) {}

    private static final int ROUNDS = 8;
    private static final int VIEWS = 14;
    /** How many runs may be in the middle of each other. */
    private static final int DEPTH = 3;
    /** After so many things in the middle of runs nothing more is begun there in a round. */
    private static final int NESTED = 20;

    private final Mode mode;
    private final long seed;
    private final Random random;
    private final World world;
    private final Programs programs;
    private final boolean collects;
    private final NestedView primary;
    private final List<NestedView> views = new ArrayList<>();
    private final Deque<Request> underWay = new ArrayDeque<>();
    /** What was done, to be put into words by whoever reports a failure, which after a hang is another thread. */
    private final Queue<Supplier<String>> log = new ConcurrentLinkedQueue<>();
    private int taken;
    private int depth;
    private int nested;
    /** What has gone wrong in the middle of a run; nothing more is begun then. */
    private @Nullable AssertionError failure;

    private Nesting(Mode mode, long seed) {
        this.mode = mode;
        this.seed = seed;
        random = Seeds.random(seed);
        Definition definition = SmallDefinitions.random(random);
        programs = new Programs(definition, random, Profile.SNAPSHOTS);
        collects = random.nextInt(4) == 0;
        world = new World(definition, this::meanwhile);
        primary = new NestedView("database", world.database, State.empty(definition));
        views.add(primary);
    }

    /** Does what a seed says, on a virtual thread, for there a request runs on the thread that makes it. */
    static void run(Mode mode, long seed) {
        Nesting nesting = new Nesting(mode, seed);
        Throwable failure = Watchdog.run("nesting " + seed, true, 30, TimeUnit.SECONDS, nesting::perform);
        if (failure != null) {
            throw nesting.report(failure);
        }
    }

    private AssertionError report(Throwable failure) {
        String lines = log.stream().map(Supplier::get).collect(Collectors.joining("\n  "));
        return new AssertionError("nesting " + mode + " -Dsofrito.model.seed=" + seed + "\n" + failure
                + "\nwhat was done, with what it gave:\n  " + lines + "\ndefinition:\n" + world.definition, failure);
    }

    private void perform() {
        try {
            for (int round = 0; round < ROUNDS; round++) {
                nested = 0;
                closeMost();
                buildUp();
                askAround();
            }
        } finally {
            // a snapshot that its own queries hold, as these do, is never closed by itself
            views.forEach(NestedView::close);
            world.close();
        }
    }

    private void closeMost() {
        while (views.size() > 2) {
            close(views.get(1 + random.nextInt(views.size() - 1)));
        }
    }

    /** Makes revisions, with a snapshot of each. */
    private void buildUp() {
        int count = 3 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            edit(primary);
            take(primary);
            if (random.nextInt(8) == 0) {
                ask(primary);
            }
        }
    }

    /** Asks at all the revisions, in any order, while there are few new ones. */
    private void askAround() {
        int count = 10 + random.nextInt(14);
        for (int i = 0; i < count; i++) {
            switch (random.nextInt(25)) {
                case 0 -> edit(primaryOrAny());
                case 1 -> take(any());
                case 2 -> collect();
                default -> ask(any());
            }
        }
    }

    /** In the middle of a run. */
    private void meanwhile() {
        if (mode == Mode.FLAT || depth == DEPTH || nested >= NESTED || failure != null || random.nextInt(4) > 0) {
            return;
        }
        depth++;
        try {
            CompletableFuture.runAsync(this::doAnything, Thread::startVirtualThread).join();
        } catch (CompletionException e) {
            failure = e.getCause() instanceof AssertionError error ? error : new AssertionError(e.getCause());
        }
        depth--;
        if (mode == Mode.CANCELLED && random.nextInt(3) == 0) {
            note("interrupt");
            Thread.currentThread().interrupt();
        }
    }

    private void doAnything() {
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            nested++;
            int dice = random.nextInt(100);
            if (dice < 25) {
                edit(primaryOrAny());
            } else if (dice < 35) {
                take(any());
            } else if (dice < 38) {
                close(any());
            } else if (dice < 40) {
                collect();
            } else {
                ask(any());
            }
        }
    }

    private NestedView any() {
        return views.get(random.nextInt(views.size()));
    }

    private NestedView primaryOrAny() {
        return random.nextInt(3) > 0 ? primary : any();
    }

    private void edit(NestedView view) {
        List<Edit> edits = switch (random.nextInt(12)) {
            case 0 -> List.of(edit(), edit());
            case 1, 2 -> List.of(edit());
            default -> List.of(flip(view.state));
        };
        note("commit in", view.toString(), edits);
        State next = view.state.after(edits);
        Revision revision = view.view.commit(() -> edits.forEach(e -> world.input(e.slot().input()).apply(e)));
        if (next == view.state ? revision.number() != view.revision : revision.number() <= view.revision) {
            throw new AssertionError(edits + " took " + view + " to " + revision);
        }
        if (next != view.state) {
            view.moveTo(next, revision);
        }
    }

    private Edit edit() {
        return new Edit(programs.slot(), random.nextInt(8) == 0 ? null : (Integer) random.nextInt(2));
    }

    /** An edit that changes something, unless it removes what is not there. */
    private Edit flip(State state) {
        Edit edit = edit();
        Integer number = edit.number();
        return number != null && number.equals(state.number(edit.slot())) ? new Edit(edit.slot(), 1 - number) : edit;
    }

    private void take(NestedView source) {
        if (views.size() < VIEWS) {
            String name = "snapshot " + ++taken;
            boolean clone = random.nextInt(25) == 0;
            note(name, clone ? "is a clone of" : "is of", source.toString());
            Snapshot snapshot = clone ? source.view.snapshotAsync().join() : source.view.snapshot();
            views.add(clone ? new NestedView(name, snapshot, source.state) : new NestedView(name, snapshot, source));
        }
    }

    private void close(NestedView view) {
        if (view != primary && view.requests == 0) {
            note("close", view.toString());
            views.remove(view);
            view.close();
        }
    }

    private void collect() {
        if (collects) {
            int unusedRevisions = random.nextInt(3);
            note("collect", unusedRevisions);
            world.database.collect(unusedRevisions);
        }
    }

    private void ask(NestedView view) {
        if (underWay.stream().anyMatch(request -> mayWaitFor(request, view))) {
            return;
        }
        underWay.push(new Request(view.branch, view.revision));
        view.requests++;
        try {
            ask(view, cell(view), view == primary && random.nextBoolean());
        } catch (QueryCancelledException e) {
            note("cancelled");
            if (!Thread.currentThread().isInterrupted()) {
                throw new AssertionError("cancelled, but the interrupt flag is not set", e);
            }
        } finally {
            Thread.interrupted();
            view.requests--;
            underWay.pop();
        }
    }

    /** Whether a new request in a view may have to wait for one that is under way, which would wait for it in turn. */
    private static boolean mayWaitFor(Request request, NestedView view) {
        return request.branch == view.branch && request.revision <= view.revision;
    }

    /** Any cell; in the database more often one of a query that others read, so that those stay behind. */
    private Cell cell(NestedView view) {
        int count = view == primary && random.nextInt(3) > 0 ? 2 : world.definition.queries().size();
        return new Cell(random.nextInt(count), 0);
    }

    /**
     * Asks for a cell.
     *
     * @param movable whether the request may be at a revision that is made meanwhile
     */
    private void ask(NestedView view, Cell cell, boolean movable) {
        State first = view.state;
        String where = view.toString();
        note("ask for", cell, "in", where, first);
        Glimpse seen = movable ? glimpse(cell) : view.view.call(() -> glimpse(cell));
        note(seen);
        if (failure != null) {
            throw failure;
        }
        State last = movable ? view.state : first;
        if (!seen.holds(first) && last.since(first).stream().noneMatch(seen::holds)) {
            throw new AssertionError("in " + where + ": " + seen + ", not " + first.reference().outcome(cell));
        }
    }

    private Glimpse glimpse(Cell cell) {
        try {
            return new Glimpse.Value(cell, Sameness.decode(world.query(cell.query()).get(cell.key())));
        } catch (QueryException e) {
            return new Glimpse.Failure(cell, e);
        }
    }

    /** Logs words that do not change any more. */
    private void note(Object... words) {
        String indent = "  ".repeat(depth);
        log.add(() -> indent + Stream.of(words).map(Object::toString).collect(Collectors.joining(" ")));
    }
}
