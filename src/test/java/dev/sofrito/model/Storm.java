package dev.sofrito.model;

import dev.sofrito.QueryException;
import dev.sofrito.View;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Many threads on one database and snapshots of it; then the check that what they saw has a sequential order, and, when
 * all is quiet, that nothing was spoilt: from there on one thread must find every value right and every run due.
 */
final class Storm implements AutoCloseable {

    private static final int ACTORS = 6;
    private static final int ACTIONS = 60;
    private static final int VIEWS = 5;

    final Clock clock = new Clock();
    final World world;
    final boolean snapshots;
    final boolean collects;
    private final boolean cancels;
    private final Random random;
    private final Programs programs;
    private final StormView primary;
    private final List<StormView> views = new CopyOnWriteArrayList<>();
    /** All views there ever were, in the order in which they were made. */
    private final List<StormView> all = new CopyOnWriteArrayList<>();
    private volatile boolean over;

    private Storm(long seed) {
        random = Seeds.random(seed);
        Definition definition = Definitions.random(random, Profile.STORM);
        world = new World(definition, Storm::jitter);
        programs = new Programs(definition, random, Profile.STORM);
        snapshots = random.nextBoolean();
        collects = random.nextInt(3) == 0;
        cancels = random.nextBoolean();
        primary = new StormView(world.database, null);
        add(primary);
    }

    /** Runs the storm of a seed; the interleaving is not the seed's to decide. */
    static void run(long seed) {
        Throwable failure = Watchdog.run("storm " + seed, false, 60, TimeUnit.SECONDS, () -> {
            try (Storm storm = new Storm(seed)) {
                storm.blow();
                storm.check();
            }
        });
        if (failure != null) {
            throw new AssertionError("storm -Dsofrito.model.seed=" + seed + ": " + failure, failure);
        }
    }

    /** Now and then lets others go first. */
    private static void jitter() {
        if (ThreadLocalRandom.current().nextInt(48) == 0) {
            LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(100_000));
        }
    }

    StormView view(int index) {
        List<StormView> now = List.copyOf(views);    // others close views meanwhile
        return index % 2 == 0 ? primary : now.get(index % now.size());
    }

    boolean hasRoom() {
        return views.size() < VIEWS;
    }

    void add(StormView view) {
        all.add(view);
        views.add(view);
    }

    void remove(StormView view) {
        views.remove(view);
    }

    private void blow() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        List<Actor> actors = new ArrayList<>();
        Map<Thread, Throwable> failures = new ConcurrentHashMap<>();
        Thread.Builder[] kinds = {Thread.ofVirtual(), Thread.ofPlatform().daemon()};
        for (int i = 0; i < ACTORS; i++) {
            Actor actor = new Actor(this, random.nextLong());
            actors.add(actor);
            threads.add(kinds[i % 2].name("actor " + i).unstarted(() -> {
                try {
                    actor.act(ACTIONS);
                } catch (Throwable e) {
                    failures.put(Thread.currentThread(), e);
                }
            }));
        }
        Thread canceller = Thread.ofPlatform().daemon().unstarted(() -> {
            while (!over && cancels) {
                actors.get(random.nextInt(actors.size())).cancel();
                LockSupport.parkNanos(random.nextInt(200_000));
            }
        });
        threads.forEach(Thread::start);
        canceller.start();
        for (Thread thread : threads) {
            thread.join();
        }
        over = true;
        canceller.join();
        for (Throwable failure : failures.values()) {
            throw new AssertionError("an actor failed: " + failure, failure);
        }
    }

    private void check() throws Exception {
        checkRuns(world.runs.drain());
        Map<StormView, History> histories = new HashMap<>();
        Map<View, State> last = new LinkedHashMap<>();
        for (StormView view : all) {
            @Nullable StormView parent = view.parent;
            State first = parent == null
                    ? State.empty(world.definition)
                    : histories.get(parent).at(view.origin);
            History history = History.of(view, first);
            histories.put(view, history);
            if (views.contains(view)) {
                require(view.view.revision().number() == history.last(),
                        "at " + view.view.revision() + " after " + history.last());
                last.put(view.view, history.at(history.last()));
            }
        }
        settle(last.keySet());
        Checker checker = new Checker(world, last);
        checker.sweep();
        checker.sweep();
        checker.perform(programs.program());
        checker.sweep();
    }

    /** Asks for everything once, which waits for whatever cancelled requests have left behind. */
    private void settle(Set<View> open) {
        for (View view : open) {
            for (Cell cell : world.definition.cells()) {
                try {
                    view.call(() -> world.query(cell.query()).get(cell.key()));
                } catch (QueryException e) {
                    // whether it may fail is checked later
                }
            }
        }
        world.runs.drain();
    }

    /**
     * A cell runs once at a revision, unless it was forgotten, or cancelled (which may happen after the function's end,
     * so storms in which anyone is cancelled are left out).
     */
    private void checkRuns(List<Run> runs) {
        boolean stopped = runs.stream().flatMap(run -> run.reads().stream())
                .anyMatch(read -> read instanceof Read.OfCell of && of.seen() == null);
        if (snapshots || collects || cancels || stopped) {
            return;
        }
        Map<List<Object>, Run> first = new HashMap<>();
        for (Run run : runs) {
            if (run.result() != null && !run.interrupted() && !world.definition.query(run.cell).forgetful()) {
                Run before = first.putIfAbsent(List.of(run.cell, run.revision), run);
                require(before == null, "ran twice at " + run.revision + ": " + before + " and " + run);
            }
        }
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new AssertionError(message);
        }
    }

    @Override
    public void close() {
        over = true;
        world.close();
    }
}
