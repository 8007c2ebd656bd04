package dev.sofrito.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A scope that records what is read in it, in the order of the first read: a running query, or a subtask that it
 * forked.
 *
 * <p>The owner records without a lock. Other threads that inherited the scope (of the JDK's structured scopes, of
 * wrapped tasks) record under this object's monitor, each read with the number of the owner's reads so far; forking
 * and joining order the two, so placing such a read behind that many of the owner's keeps the order of the first
 * reads wherever one read can have led to the other.
 */
abstract sealed class Recorder extends Scope implements Reads permits Frame, Strand {

    /** From this many dependencies on, a hash set tells which are recorded already. */
    private static final int SMALL = 8;

    static {
        Objects.requireNonNull(Aside.class);    // has it loaded: the compiler does not inline what gives one before
    }

    final Root root;
    final Task task;

    /** How many queries deep the request is. */
    final int depth;

    /**
     * How many runs are on the stack of the thread, of those that the engine knows of, below what this one is for; set
     * to 0 by who goes on with a fresh stack, before that. At most {@link Threads#HOP}.
     */
    byte level;

    /**
     * Who records without a lock; set before the scope is bound, null once the recording has ended. It is compared with
     * the reading thread alone: another thread than the owner finds, without any order, the owner, null or what it was
     * before that, none of which is itself; the owner finds what it wrote.
     */
    @Nullable Thread owner;

    /**
     * {@link Memo} levels of all that was read, {@link Memo#PRIVATE} and, if an {@code Error} was met, which nothing
     * can be validated against, {@link Memo#TRANSIENT}; and the two below. By the owner.
     */
    int flags;

    /** In {@link #flags}: a validation has met a cell or slot that the collector has taken out. */
    static final int COLLECTED = 512;

    /** In {@link #flags}: something read may be different at any later revision. */
    static final int CLOSED = 1024;

    /** The start of the youngest interval among all that was read, see {@link Memo#from}; by the owner. */
    long from;

    /**
     * The first of what was read, while that is one dependency or two, for which nothing is to be made. With the next
     * three fields written by the owner, read by others, in a race, in {@link #isOutdated} and {@link #expected()}:
     * they take what they find for a guess.
     */
    private @Nullable Dependency first;

    /**
     * The second of what was read; or an array with all of it, or, while that is {@link #asBefore}, of what the memo
     * before was computed from, if that has one.
     */
    private @Nullable Object second;

    /** How much was read. */
    private int size;

    /**
     * Whether what was read is the beginning of what the memo {@link #before} was computed from: most runs read just
     * what the one before read. Then nothing is written, and nothing has to be searched for.
     */
    private boolean asBefore;

    /** All that was read, once that is more than a few; by the owner. */
    private @Nullable NodeSet seen;

    /** See there; made under the monitor, read by anyone. */
    private volatile @Nullable Aside aside;

    record Foreign(Node node, int flags, long from, int after) {}

    Recorder(Root root, Task task, int depth, int level) {
        this.root = root;
        this.task = task;
        this.depth = depth;
        this.level = (byte) level;
    }

    final @Nullable Aside asideIfAny() {
        return aside;
    }

    final Aside aside() {
        Aside known = aside;
        if (known == null) {
            synchronized (this) {
                known = aside;
                if (known == null) {
                    known = new Aside();
                    aside = known;
                }
            }
        }
        return known;
    }

    /** By the owner: the recording ends. A volatile write, see {@link #end}. */
    abstract void setEnded();

    /** Whether the recording has ended. A volatile read. */
    abstract boolean hasEnded();

    /** By any thread, under the monitor: who ends the recording looks there from now on. Refused once it has ended. */
    final Aside asideUntilEnded() {
        Aside aside = aside();
        if (hasEnded()) {
            throw endedException();
        }
        return aside;
    }

    /** How many dependencies this is likely to record; of a subtask nothing is known. */
    int usualReads() {
        return 2;
    }

    /** The memo of the run before, if there is one; of a subtask nothing is known. */
    @Nullable Memo before() {
        return null;
    }

    /** The run on whose behalf this records. */
    abstract Frame frame();

    /** The task of a slow request made by the calling thread: its own, if it is not the owner. */
    final Task requestTask() {
        return Thread.currentThread() == owner ? task : new Task(task, depth);
    }

    final void record(Cell cell, Memo memo) {
        record(cell, flags(memo), memo.from);
    }

    final void record(Slot slot, Version version) {
        record(slot, slot.input.level, version.changedAt());
    }

    private void record(Node node, int flags, long from) {
        if (Thread.currentThread() == owner) {
            add(node, flags, from);
        } else {
            recordForeign(node, flags, from);
        }
    }

    /** By the owner: a dependency was looked at again, which is recorded already. */
    final void note(Memo memo) {
        note(flags(memo), memo.from);
    }

    /** By the owner: a dependency was looked at again, which is recorded already. */
    final void note(Slot slot, Version version) {
        note(slot.input.level, version.changedAt());
    }

    private void note(int flags, long from) {
        this.flags |= flags;
        if (from > this.from) {
            this.from = from;
        }
    }

    private static int flags(Memo memo) {
        boolean unremembered = memo.failed() && memo.value instanceof Failure failure && failure.isError();
        return memo.levels() | (memo.isPrivate() ? Memo.PRIVATE : 0) | (unremembered ? Memo.TRANSIENT : 0)
                | (memo.isPassing() ? CLOSED : 0);
    }

    /** The cell of a key, if that is what the run before read next. By anyone, since it is the cell whoever asks. */
    final @Nullable Cell expected(QueryDefinition query, Object key, int hash) {
        return expected() instanceof Cell cell && cell.query == query && cell.isFor(key, hash) && !cell.removed
                ? cell
                : null;
    }

    /** The node of a slot, if that is what the run before read next. By anyone. */
    final @Nullable Slot expected(InputDefinition input, Object key, int hash) {
        return expected() instanceof Slot slot && slot.input == input && slot.isFor(key, hash) ? slot : null;
    }

    /**
     * What the run before read next. Another thread than the owner may see fields that do not fit together: what it
     * gets then is a node that was read all the same, or null, and whoever asks compares it with the key wanted.
     */
    private @Nullable Dependency expected() {
        int next = size;
        if (!asBefore) {
            return null;
        }
        if (second instanceof Dependency[] known) {
            return next < known.length ? known[next] : null;
        }
        return before() instanceof Memo before && next < before.count() ? before.read(next) : null;
    }

    /**
     * By the owner: notes what was read, and adds it unless it is there already.
     *
     * <p>All in one, and so too long to be inlined ({@code docs/decisions/0009}): else it would be, wherever something
     * is read, and need its room on the stack there while other queries run.
     */
    private void add(Dependency read, int flags, long from) {
        this.flags |= flags;
        if (from > this.from) {
            this.from = from;
        }
        if (asBefore && expected() == read) {
            if (seen != null && read instanceof Node node) {
                seen.add(node);
            }
            size++;
            return;
        }
        if (read instanceof Node node) {
            if (seen == null && size < SMALL) {
                for (int i = 0; i < size; i++) {
                    if (read(i) == node) {
                        return;
                    }
                }
            } else {
                if (seen == null) {
                    seen = new NodeSet();
                    for (int i = 0; i < size; i++) {
                        if (read(i) instanceof Node known) {
                            seen.add(known);
                        }
                    }
                }
                if (!seen.add(node)) {
                    return;
                }
            }
        }
        Dependency[] all = second instanceof Dependency[] array ? array : Dependency.NONE;
        if (!asBefore && all.length == 0 && size < 2) {
            if (size++ == 0) {
                first = read;
            } else {
                second = read;
            }
            return;
        }
        if (asBefore || size >= all.length) {
            all = new Dependency[Math.max(usualReads(), 2 * size)];
            for (int i = 0; i < size; i++) {
                all[i] = read(i);
            }
            asBefore = false;
            first = null;
            second = all;
        }
        all[size++] = read;
    }

    private synchronized void recordForeign(Node node, int flags, long from) {
        Aside aside = asideUntilEnded();
        List<Foreign> foreign = aside.foreign;
        if (foreign == null) {
            foreign = new ArrayList<>();
            aside.foreign = foreign;
        }
        foreign.add(new Foreign(node, flags, from, size));
    }

    /** By who forked them, once the subtasks have ended: what they read, as one group. */
    final void join(List<Strand> strands) {
        boolean own = Thread.currentThread() == owner;
        List<Dependency[]> group = new ArrayList<>();
        for (Strand strand : strands) {
            Dependency[] read = strand.end().toArray();
            if (!own) {
                // (Who has read nothing has nothing to note: only in a validation is something noted that is not
                // recorded, and there whoever forks is the owner.)
                for (Dependency dependency : read) {
                    dependency.forEachNode(node -> recordForeign(node, strand.flags, strand.from));
                }
                continue;
            }
            note(strand.flags, strand.from);
            if (read.length > 0) {
                group.add(read);
            }
        }
        if (group.size() == 1) {
            for (Dependency dependency : group.getFirst()) {
                add(dependency, 0, 0);
            }
        } else if (!group.isEmpty()) {
            add(new Group(group.toArray(Dependency[][]::new)), 0, 0);
        }
    }

    @Override
    public final int count() {
        return size;
    }

    @Override
    public final Dependency read(int place) {
        if (second instanceof Dependency[] all) {
            return all[place];
        }
        if (asBefore && before() instanceof Memo before) {
            return before.read(place);
        }
        return (Dependency) Objects.requireNonNull(place == 0 ? first : second);
    }

    @Override
    public final Dependency[] toArray() {
        if (second instanceof Dependency[] read && !asBefore && size == read.length) {
            return read;
        }
        Dependency[] all = new Dependency[size];
        for (int i = 0; i < all.length; i++) {
            all[i] = read(i);
        }
        return all;
    }

    /**
     * Ends the recording and gives what was read.
     *
     * <p>Other threads make {@link #aside}, if it is not there, and look whether the recording has ended after that;
     * here it is the other way round. All of that is volatile, so one sees what the other did: what others record is
     * either in what this gives, since the monitor is waited for, or refused; and if there are none, no monitor is
     * entered.
     */
    final Reads end() {
        setEnded();
        owner = null;
        Aside aside = this.aside;
        if (aside != null) {
            List<Foreign> others;
            synchronized (this) {
                others = aside.foreign;
            }
            if (others != null) {
                merge(others);
                return this;
            }
        }
        return asBefore && before() instanceof Memo before && size == before.count() ? before : this;
    }

    private void merge(List<Foreign> others) {
        Dependency[] own = toArray();
        int n = size;
        asBefore = false;
        first = null;
        second = new Dependency[n + others.size()];
        size = 0;
        seen = null;
        int next = 0;
        for (int i = 0; i <= n; i++) {
            for (; next < others.size() && (i == n || others.get(next).after <= i); next++) {
                Foreign read = others.get(next);
                add(read.node, read.flags, read.from);
            }
            if (i < n) {
                add(own[i], 0, 0);
            }
        }
    }

    /** Says that something came too late to be recorded. */
    final IllegalStateException endedException() {
        return new IllegalStateException("a task reads on behalf of " + frame().cell.label()
                + ", which has ended: wait for the task inside the query");
    }

    /**
     * Whether a slot recorded so far is another one at a later root. Read without synchronization, by others than the
     * owner: what it misses it misses.
     */
    final boolean isOutdated(Root later) {
        int n = size;
        for (int i = 0; i < n; i++) {
            if (guess(i) instanceof Slot slot && slot.at(later).changedAt() > root.revision) {
                return true;
            }
        }
        return false;
    }

    /**
     * What was read at a place, or about what, for any thread: the fields need not fit together. (A memo found in a
     * race is whole as far as it is looked at here, since those fields are final.)
     */
    private @Nullable Object guess(int place) {
        Object second = this.second;
        if (second instanceof Dependency[] all) {
            return place < all.length ? all[place] : null;
        }
        if (asBefore) {
            return before() instanceof Memo before && place < before.count() ? before.read(place) : null;
        }
        return place == 0 ? first : second;
    }

    /** Before a run: forgets what a validation has noted, and goes by what the run before read. */
    final void restart() {
        flags = 0;
        from = 0;
        asBefore = true;
        second = before() instanceof Memo before && before.few() == 0 ? before.many() : null;
    }
}
