package dev.sofrito.engine;

import org.jspecify.annotations.Nullable;

/**
 * What a slot is from one revision on. A slot that was removed keeps a version without a value, so that it is known
 * when that happened.
 *
 * @param value the value, or null if the slot is absent
 * @param changedAt the revision that made it so
 */
record Version(@Nullable Object value, long changedAt) {

    /** A slot that was never there. */
    static final Version NEVER = new Version(null, 0);
}
