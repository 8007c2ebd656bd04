package dev.sofrito.model;

import dev.sofrito.QueryCancelledException;
import dev.sofrito.QueryException;
import dev.sofrito.Revision;
import dev.sofrito.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** One thread of a storm: does random things and logs what it did and saw. */
final class Actor {

    private final Storm storm;
    private final World world;
    private final Random random;
    private final Programs programs;
    private @Nullable Thread interruptible; // guarded by this

    Actor(Storm storm, long seed) {
        this.storm = storm;
        this.world = storm.world;
        this.random = Seeds.random(seed);
        this.programs = new Programs(world.definition, random, Profile.STORM);
    }

    /** Interrupts the thread if it is in a request that may be given up. */
    synchronized void cancel() {
        if (interruptible != null) {
            interruptible.interrupt();
        }
    }

    /** Does so many random things. */
    void act(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            StormView view = storm.view(random.nextInt(64));
            try {
                act(view);
            } catch (IllegalStateException e) {
                if (!view.closing) {
                    throw e;
                }
            }
        }
    }

    private void act(StormView view) throws Exception {
        int dice = random.nextInt(100);
        if (dice < 30) {
            mutate(view, List.of(programs.edit()));
        } else if (dice < 36) {
            mutate(view, List.of(programs.edit(), programs.edit(), programs.edit()));
        } else if (dice < 39) {
            abort(view);
        } else if (dice < 65) {
            observe(view, () -> on(view, () -> List.of(ask(programs.cell()))));
        } else if (dice < 75) {
            giveUp(view);
        } else if (dice < 80) {
            observe(view, () -> on(view, () -> List.of(look(programs.slot()))));
        } else if (dice < 90) {
            block(view);
        } else if (dice < 92) {
            increment(view);
        } else if (dice < 98) {
            snapshots(view);
        } else if (storm.collects) {
            world.database.collect(random.nextInt(3));
        }
    }

    private <T> T on(StormView view, Callable<T> action) throws Exception {
        return view.parent == null && random.nextInt(3) > 0 ? action.call() : view.view.call(action::call);
    }

    private void mutate(StormView view, List<Edit> edits) throws Exception {
        long called = storm.clock.tick();
        Revision revision = edits.size() == 1
                ? on(view, () -> apply(edits.getFirst()))
                : view.view.commit(() -> edits.forEach(this::apply));
        view.mutations.add(new Mutation(edits, called, storm.clock.tick(), revision.number()));
    }

    private Revision apply(Edit edit) {
        return world.input(edit.slot().input()).apply(edit);
    }

    private void abort(StormView view) {
        RuntimeException abort = new RuntimeException("abort");
        try {
            view.view.commit(() -> {
                apply(programs.edit());
                apply(programs.edit());
                throw abort;
            });
        } catch (RuntimeException e) {
            if (e != abort) {
                throw e;
            }
        }
    }

    /** Commits are atomic: what one reads is there until it is done. */
    private void increment(StormView view) {
        Slot slot = programs.slot();
        List<Edit> edits = new ArrayList<>();
        long called = storm.clock.tick();
        Revision revision = view.view.commit(() -> {
            int next = world.input(slot.input()).find(slot.key()).orElse(0) + 1;
            edits.add(new Edit(slot, next % 5));
            apply(edits.getFirst());
        });
        view.mutations.add(new Mutation(edits, called, storm.clock.tick(), revision.number()));
    }

    private void observe(StormView view, Callable<List<Glimpse>> action) throws Exception {
        long called = storm.clock.tick();
        List<Glimpse> glimpses = action.call();
        view.observations.add(new Observation(called, storm.clock.tick(), OptionalLong.empty(), glimpses));
    }

    private void giveUp(StormView view) throws Exception {
        synchronized (this) {
            interruptible = Thread.currentThread();
        }
        try {
            if (view.parent == null) {
                observe(view, () -> List.of(ask(programs.cell())));
            } else if (Thread.currentThread().isVirtual()) {
                // only there: a block that is moved to another thread goes on when its caller has given up
                observe(view, () -> view.view.call(() -> List.of(ask(programs.cell()))));
            }
        } catch (QueryCancelledException e) {
            if (!Thread.currentThread().isInterrupted()) {
                throw new AssertionError("cancelled, but the interrupt flag is not set", e);
            }
        } finally {
            synchronized (this) {
                interruptible = null;
            }
            Thread.interrupted();
        }
    }

    private Glimpse ask(Cell cell) {
        try {
            return new Glimpse.Value(cell, Sameness.decode(world.query(cell.query()).get(cell.key())));
        } catch (QueryException e) {
            return new Glimpse.Failure(cell, e);
        }
    }

    private Glimpse look(Slot slot) {
        Slots input = world.input(slot.input());
        return random.nextBoolean()
                ? new Glimpse.OfKeys(slot.input(), input.keys())
                : new Glimpse.OfSlot(slot, input.find(slot.key()).orElse(null));
    }

    /** Several reads at one revision; then perhaps a mutation, and reads at the revision that it made. */
    private void block(StormView view) {
        long called = storm.clock.tick();
        view.view.<Void, RuntimeException>call(() -> {
            observeBlock(view, called);
            if (random.nextInt(3) == 0) {
                Revision pinned = view.view.revision();
                Edit edit = programs.edit();
                long mutated = storm.clock.tick();
                Revision revision = apply(edit);
                long returned = storm.clock.tick();
                if (revision.equals(pinned)) {
                    // nothing to change at the block's revision, which may be an old one by now
                    view.observations.add(new Observation(called, returned, OptionalLong.of(pinned.number()),
                            List.of(new Glimpse.NoChange(List.of(edit)))));
                    observeBlock(view, called);
                } else {
                    view.mutations.add(new Mutation(List.of(edit), mutated, returned, revision.number()));
                    observeBlock(view, mutated);
                }
            }
            return null;
        });
    }

    private void observeBlock(StormView view, long called) {
        long revision = view.view.revision().number();
        // the pin is what counts, so the observation is taken to have happened at once
        long pinned = storm.clock.tick();
        List<Glimpse> glimpses = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            glimpses.add(random.nextInt(3) == 0 ? look(programs.slot()) : ask(programs.cell()));
        }
        if (view.view.revision().number() != revision) {
            throw new AssertionError("a block moved from " + revision + " to " + view.view.revision());
        }
        view.observations.add(new Observation(called, pinned, OptionalLong.of(revision), glimpses));
    }

    private void snapshots(StormView view) {
        if (!storm.snapshots) {
            return;
        }
        if (random.nextInt(3) == 0 && view.view instanceof Snapshot snapshot) {
            view.closing = true;
            storm.remove(view);
            snapshot.close();
        } else if (storm.hasRoom()) {
            long called = storm.clock.tick();
            Snapshot snapshot = random.nextInt(3) == 0 ? view.view.snapshotAsync().join() : view.view.snapshot();
            StormView child = new StormView(snapshot, view);
            view.observations.add(
                    new Observation(called, storm.clock.tick(), OptionalLong.of(child.origin), List.of()));
            storm.add(child);
        }
    }
}
