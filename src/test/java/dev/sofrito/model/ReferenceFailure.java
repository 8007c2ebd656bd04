package dev.sofrito.model;

import java.io.Serial;
import java.util.List;
import java.util.Set;

/** What a read throws in the reference: the failures that a run may meet there. */
final class ReferenceFailure extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Set<Outcome.Trail> trails;

    ReferenceFailure(Set<Outcome.Trail> trails) {
        super("failed", null, false, false);
        this.trails = trails;
    }

    /** The failures behind anything that a function throws in the reference. */
    static Set<Outcome.Trail> trails(Exception e) {
        return switch (e) {
            case ReferenceFailure failure -> failure.trails;
            case NullResult nothing -> Set.of(new Outcome.Trail(List.of(), Seen.gaveNull(nothing.cell.toString())));
            default -> Set.of(new Outcome.Trail(List.of(), Seen.describe(e)));
        };
    }
}
