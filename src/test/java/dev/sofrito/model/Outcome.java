package dev.sofrito.model;

import java.util.List;
import java.util.Set;

/** What the reference says a cell gives. */
sealed interface Outcome {

    /** A value. */
    record Value(int number) implements Outcome {}

    /** One of several failures: of parallel branches, any may be the first to fail. */
    record Failure(Set<Trail> trails) implements Outcome {}

    /** A failure because the cell is on a ring. */
    record Cycle(List<Cell> ring) implements Outcome {}

    /** The cells from the request to the failure, and what was thrown there. */
    record Trail(List<Cell> path, String why) {}

    /** Whether this is what was seen. */
    default boolean agrees(Seen seen) {
        return switch (this) {
            case Value value -> seen.number() != null && seen.number() == value.number();
            case Failure failure -> failure.trails().stream().anyMatch(trail -> seen.agrees(trail.why()));
            case Cycle cycle -> seen.agrees(Seen.CYCLE);
        };
    }
}
