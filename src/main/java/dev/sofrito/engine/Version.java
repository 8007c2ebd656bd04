package dev.sofrito.engine;

import org.jspecify.annotations.Nullable;

/**
 * What a slot is from one revision on. A slot that was removed keeps a version without a value, so that it is known
 * when that happened.
 */
class Version {

    /** A slot that was never there. */
    static final Version NEVER = new Version(null, 0);

    /** In the place of one that is not known; of no root that there is. */
    private static final Version UNKNOWN = new Version(null, Long.MAX_VALUE);

    private final @Nullable Object value;
    private final long changedAt;

    Version(@Nullable Object value, long changedAt) {
        this.value = value;
        this.changedAt = changedAt;
    }

    /** The value, or null if the slot is absent. */
    final @Nullable Object value() {
        return value;
    }

    /** The revision that made it so. */
    final long changedAt() {
        return changedAt;
    }

    /** What the slot was before it was first in a root's map, so far as its node knew that; null if it did not. */
    @Nullable Version absent() {
        return null;
    }

    /** What stands for a newest version that is not known, though this is: that the slot was absent before. */
    final Version unknownAfter() {
        return new Appeared(UNKNOWN, this);
    }

    /** Whether this is the newest version, and does not stand for that. */
    final boolean isKnown() {
        return changedAt != UNKNOWN.changedAt;
    }

    /** The same version as its node knows it, which has known another one before. */
    final Version after(@Nullable Version before) {
        if (before == null || before == this) {
            return this;
        }
        Version absent = before.value == null && before.absent() == null ? before : before.absent();
        return absent == null || absent == this ? this : new Appeared(this, absent);
    }

    /** A version of a slot, or a later one, or one not known, that its node has known to be absent before. */
    private static final class Appeared extends Version {
        private final Version absent;

        Appeared(Version version, Version absent) {
            super(version.value(), version.changedAt());
            this.absent = absent;
        }

        @Override
        Version absent() {
            return absent;
        }
    }
}
