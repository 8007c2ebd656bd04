package dev.sofrito.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a view ought to remember of a cell.
 *
 * @param own whether a failure arose in the cell's own function
 * @param path from the cell to the failure that the last run met, if it is known
 * @param reads what the last run read
 * @param resolved the last state at which this was known to hold
 * @param changed the last state at which a run may have counted as a change
 * @param ran the last state at which a run of a remembered cell took place
 * @param demanded the last state at which a request needed it
 * @param uncertain whether it may have been forgotten
 */
record Memo(Seen seen, boolean own, @Nullable List<String> path, List<Read> reads, State resolved, State changed,
        State ran, State demanded, boolean uncertain) {

    Memo resolvedAt(State state) {
        return new Memo(seen, own, path, reads, state, changed, ran, state, uncertain);
    }

    Memo failing(Seen failure) {
        return failure.equals(seen)
                ? this
                : new Memo(failure, own, null, reads, resolved, changed, ran, demanded, uncertain);
    }

    Memo certain() {
        return new Memo(seen, own, path, reads, resolved, changed, ran, demanded, false);
    }

    /** As it may have been collected, and be made anew by whoever asks: then nobody knows of earlier requests. */
    Memo collected(State first) {
        return new Memo(seen, own, path, reads, resolved, changed, ran, first, true);
    }

    Memo doubted() {
        return new Memo(seen, own, path, reads, resolved, changed, ran, demanded, true);
    }
}
