package dev.sofrito.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a cell remembers of one run or validation: a value (or a failure), what it was computed from, and for which
 * revisions it holds: {@code from <= r < until}.
 *
 * <p>{@link #from} is the start of the youngest interval among all that was read: a slot's version holds from when the
 * slot changed, a cell's memo from its own {@code from}. At every revision since, a run would have read just the
 * same. So a memo may hold before the revision at which it was made, which is its <em>own</em>.
 *
 * <p>Immutable but for three fields, each of which says who writes it. The interval only ever shrinks from open to
 * closed:
 *
 * <pre>
 *     LINKING --owner--> OPEN --walk--> w          published: good up to its own revision only; then for good;
 *     LINKING --walk---> own + 1                   then closed by the commit of w: good for from <= r < w
 *     own + 1                                      closed at birth: used what may be different at any later revision
 * </pre>
 *
 * A memo that reads inputs of {@code MEDIUM} or {@code HIGH} durability, directly or through others, holds at a root
 * only if no input of that level changed since {@link #from}: the root says when that was last.
 */
sealed class Memo implements Fetched, Reads permits RetainedMemo {

    /** Level bits: reads, directly or through others, an input of that durability. */
    static final int LOW = 1;
    static final int MEDIUM = 2;
    static final int HIGH = 4;
    static final int LEVELS = LOW | MEDIUM | HIGH;
    static final int WATERMARKED = MEDIUM | HIGH;

    /** The value is a {@link Failure}. */
    static final int FAILED = 8;

    /** Belongs to a frozen view, and so does whatever used it. */
    static final int PRIVATE = 16;

    /**
     * Not determined by what was read: a failure that is tried again, a query that reads the outside world, one that
     * used an {@code Error}. Holds at its own revision alone, is not validated, and says nothing about the memo after
     * it.
     */
    static final int TRANSIENT = 128;

    /** Holds at its own revision alone, by nature or because it used what does; also while it is not yet closed. */
    static final int MOMENTARY = 256;

    /** What {@link Adopt} takes over. */
    static final int KIND = LEVELS | FAILED | TRANSIENT;

    /** How often it was hit since a {@link Keeper} looked, up to 3. */
    private static final int HITS = 0x60;
    private static final int HIT = 0x20;

    /** How many bits there are. */
    private static final int FLAGS = 9;

    static final long OPEN = Long.MAX_VALUE;

    private static final VarHandle UNTIL;

    static {
        try {
            UNTIL = MethodHandles.lookup().findVarHandle(Memo.class, "until", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The value, a {@link Failure}, or null once evicted. Set to null by {@link Keeper}; either reading is right. */
    @Nullable Object value;

    /**
     * What was read. One or two dependencies are here and in the next field, and take no further place in memory to be
     * looked up there; else this is null.
     */
    private final @Nullable Dependency first;

    /** The second of two dependencies, or an array of three or more; or null. */
    private final @Nullable Object second;

    final long from;

    /**
     * {@link #changedAt}, and in the lowest {@link #FLAGS} bits those above. All is fixed but for the hits: those are
     * counted by any requester without synchronization. They decide only what {@link Keeper} lets go, and losing a race
     * loses one hit among others at the same time. (Should a JVM write one half of this after the other, then one half
     * stays what it was, and any mixture of the others' writes differs in hits alone.)
     */
    private long changedAtAndFlags;

    /**
     * See the class comment; LINKING is the negative of own + 1. Written by the owner (the frame that published it) and
     * by the walks of commits.
     */
    private volatile long until;

    Memo(@Nullable Object value, Reads reads, int flags, long from, long changedAt, long until) {
        this.value = value;
        if (reads instanceof Memo memo) {
            first = memo.first;
            second = memo.second;
        } else {
            int count = reads.count();
            first = count == 1 || count == 2 ? reads.read(0) : null;
            second = count > 2 ? reads.toArray() : count == 2 ? reads.read(1) : null;
        }
        this.from = from;
        this.changedAtAndFlags = changedAt << FLAGS | flags;
        UNTIL.set(this, until);
    }

    /** As another one, which nobody has seen yet. */
    Memo(Memo unseen) {
        value = unseen.value;
        first = unseen.first;
        second = unseen.second;
        from = unseen.from;
        changedAtAndFlags = unseen.changedAtAndFlags;
        UNTIL.set(this, unseen.until);
    }

    @Override
    public final int count() {
        return few() + many().length;
    }

    /** How many dependencies are in fields, and so not in {@link #many}; then these are all. */
    final int few() {
        return first == null ? 0 : second == null ? 1 : 2;
    }

    /** What was read, if it is in an array; else nothing. */
    final Dependency[] many() {
        return first == null && second != null ? (Dependency[]) second : Dependency.NONE;
    }

    @Override
    public final Dependency read(int place) {
        Dependency read = first;
        if (read == null) {
            read = ((Dependency[]) second)[place];
        } else if (place != 0) {
            read = (Dependency) second;
        }
        return read;
    }

    @Override
    public final Dependency[] toArray() {
        if (first == null) {
            return many();
        }
        return second == null ? new Dependency[] {first} : new Dependency[] {first, (Dependency) second};
    }

    /** Whether another memo was computed from the same nodes in the same order. */
    final boolean hasSameReads(Memo other) {
        return first == other.first && (second == other.second || first == null
                && second instanceof Dependency[] mine && other.second instanceof Dependency[] others
                && Arrays.equals(mine, others));
    }

    /** The memo that this one replaced and that a pinned root still needs, or null. */
    @Nullable Memo older() {
        return null;
    }

    final boolean holds(Root root) {
        long revision = root.revision;
        if (revision < from) {
            return false;
        }
        long end = until;
        if (end != OPEN && revision >= Math.abs(end)) {
            return false;
        }
        int marks = flags() & WATERMARKED;
        return marks == 0 || root.changedAt(marks) <= from;
    }

    /** The {@link #from} of the memo by which the value last became another; a run that gave an equal one kept this. */
    final long changedAt() {
        return changedAtAndFlags >> FLAGS;
    }

    /** The bits above, and some of {@link #changedAt} beyond. */
    private int flags() {
        return (int) changedAtAndFlags;
    }

    final int levels() {
        return flags() & LEVELS;
    }

    final boolean failed() {
        return (flags() & FAILED) != 0;
    }

    final boolean isTransient() {
        return (flags() & TRANSIENT) != 0;
    }

    final boolean isMomentary() {
        return (flags() & MOMENTARY) != 0;
    }

    final int kind() {
        return flags() & KIND;
    }

    final boolean isPrivate() {
        return (flags() & PRIVATE) != 0;
    }

    final boolean isOpen() {
        return until == OPEN;
    }

    /** Whether it holds only at roots whose watermarks say so. */
    final boolean isMarked() {
        return (flags() & WATERMARKED) != 0;
    }

    final boolean isClosed() {
        long end = until;
        return end != OPEN && end >= 0;
    }

    /** Whether it is not for others to build on beyond its own revision. */
    final boolean isPassing() {
        return (flags() & MOMENTARY) != 0 || isClosed();
    }

    /** The first revision at which it does not hold, at most a given one; watermarks aside. */
    final long endBefore(long bound) {
        return Math.min(Math.abs(until), bound);
    }

    /** By the owner, once all edges are known to be in place: false if a walk was here first. */
    final boolean open(long own) {
        return UNTIL.compareAndSet(this, linking(own), OPEN);
    }

    /** The state LINKING of a memo made at a revision. */
    static long linking(long own) {
        return -(own + 1);
    }

    /** What {@link #turn} found. */
    enum Turned { OPEN, LINKING, CLOSED }

    /** By a walk: closes it, if it is not closed, at the commit's revision or, if LINKING, after its own. */
    final Turned turn(long revision) {
        for (;;) {
            long end = until;
            if (end != OPEN && end >= 0) {
                return Turned.CLOSED;
            }
            if (UNTIL.compareAndSet(this, end, end == OPEN ? revision : -end)) {
                return end == OPEN ? Turned.OPEN : Turned.LINKING;
            }
        }
    }

    /** Flags of a memo made in the place of an old one. */
    static int flags(int fixed, @Nullable Memo old) {
        return (old == null ? 0 : old.flags() & HITS) | fixed;
    }

    /** Notes a hit, for {@link Keeper}. */
    final void wasHit() {
        long known = changedAtAndFlags;
        if ((known & HITS) != HITS) {
            changedAtAndFlags = known + HIT;
        }
    }

    final int hits() {
        return (flags() & HITS) / HIT;
    }

    final void hits(int hits) {
        changedAtAndFlags = changedAtAndFlags & ~(long) HITS | hits * HIT;
    }
}
