package dev.sofrito.model;

import dev.sofrito.QueryCancelledException;
import dev.sofrito.QueryException;
import dev.sofrito.Revision;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run of the function of a cell: what it read and how it ended. Guarded by itself, for it may fork. */
final class Run {

    final Cell cell;
    final long started;
    /** Where the database was: the revision that the run is bound to, unless it belongs to a snapshot. */
    final Revision revision;
    private final List<Read> reads = new ArrayList<>();
    private long ended = Long.MAX_VALUE;
    private @Nullable Seen result;
    private boolean own = true;
    private List<String> path = List.of();
    private boolean interrupted;

    Run(Cell cell, long started, Revision revision) {
        this.cell = cell;
        this.started = started;
        this.revision = revision;
    }

    /** Notes a read; gives the place to complete it at. */
    synchronized int reading(Read read) {
        reads.add(read);
        return reads.size() - 1;
    }

    synchronized void saw(int place, Read read) {
        reads.set(place, read);
    }

    synchronized List<Read> reads() {
        return List.copyOf(reads);
    }

    synchronized void succeed(int number) {
        result = new Seen(number, "");
    }

    synchronized void fail(Exception e) {
        switch (e) {
            case NullResult nothing -> result = new Seen(null, Seen.gaveNull(nothing.cell.toString()));
            case QueryCancelledException cancelled -> result = null;
            case InterruptedException cancelled -> result = null;
            case QueryException failure -> {
                result = Seen.failure(failure);
                path = List.copyOf(failure.path());
                own = path.isEmpty();
            }
            default -> result = new Seen(null, Seen.describe(e));
        }
    }

    synchronized void end(long now, boolean interrupted) {
        this.ended = now;
        this.interrupted = interrupted;
    }

    synchronized long ended() {
        return ended;
    }

    /** What came out; null if the run was cancelled. */
    synchronized @Nullable Seen result() {
        return result;
    }

    /** Whether a failure arose here, not in a cell that was asked. */
    synchronized boolean own() {
        return own;
    }

    /** From the cell that was asked to the failure that came from it; empty if the failure arose here. */
    synchronized List<String> path() {
        return path;
    }

    /** Whether someone wanted the run to stop, so that its result may have been dropped. */
    synchronized boolean interrupted() {
        return interrupted;
    }

    @Override
    public synchronized String toString() {
        return cell + " -> " + (result == null ? "cancelled" : result) + " " + reads;
    }
}
