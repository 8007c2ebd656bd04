package dev.sofrito.engine;

import org.jspecify.annotations.Nullable;

/** A memo of a frozen view. Its {@link Memo#changedAt} tells of the history of one live cell. */
final class PrivateMemo extends Memo {

    /** The live cell from whose memo that was taken on, or null if it is this memo's own. */
    private final @Nullable Cell origin;

    PrivateMemo(@Nullable Object value, Dependency[] dependencies, int flags, long from, long changedAt, long until,
            @Nullable Cell origin) {
        super(value, dependencies, flags | PRIVATE, from, changedAt, until);
        this.origin = origin;
    }

    /**
     * A cell that was collected and one made since for its key know of different changes: one of them may never have
     * seen a value that the other had for a while.
     */
    @Override
    boolean tellsOf(@Nullable Cell cell) {
        return origin == null || origin == cell;
    }
}
