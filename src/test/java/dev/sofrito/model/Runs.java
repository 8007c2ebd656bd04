package dev.sofrito.model;

import dev.sofrito.Revision;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The runs of a world, as they happen. */
final class Runs {

    private static final long PATIENCE = 20_000_000_000L;

    private final List<Run> runs = new ArrayList<>();
    private long clock;
    private int running;

    synchronized Run begin(Cell cell, Revision revision) {
        Run run = new Run(cell, ++clock, revision);
        runs.add(run);
        running++;
        return run;
    }

    synchronized void end(Run run) {
        run.end(++clock, Thread.currentThread().isInterrupted());
        running--;
        notifyAll();
    }

    /** The runs since the last call, in the order in which they began, once none is under way. */
    synchronized List<Run> drain() {
        long deadline = System.nanoTime() + PATIENCE;
        boolean interrupted = false;
        while (running > 0) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("runs that do not end: "
                        + runs.stream().filter(run -> run.ended() == Long.MAX_VALUE).toList());
            }
            try {
                wait(1000);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        List<Run> drained = new ArrayList<>(runs);
        runs.clear();
        drained.sort(Comparator.comparingLong(run -> run.started));
        return drained;
    }
}
