package dev.sofrito.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One validation or run of a cell at a root: what holds the cell's claim, records its reads, and is waited for. */
final class Frame extends Recorder implements Fetched, ScopedValue.CallableOp<Object, Exception> {

    private static final VarHandle WAITERS;
    private static final VarHandle STATE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            WAITERS = lookup.findVarHandle(Frame.class, "waiters", Waiter.class);
            STATE = lookup.findVarHandle(Frame.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** What is computed: the cell that was asked for, or that of its key in the root's frozen view. */
    final Cell cell;

    /** What asked for this one, a run or a subtask of one, on whatever thread; null for a request. */
    final @Nullable Recorder asker;

    /** Whether the value is needed; else it is enough to know whether it changed. */
    final boolean value;

    /*
     * How far the making of the memo has come; written and read by who holds the claim, or by the thread that it goes
     * on with.
     */

    /** The memo that the cell had at the root or before, null if there is none; set when the cell is claimed. */
    @Nullable Memo old;

    /** Which of the old memo's dependencies is to be looked at next, or one of the two below. */
    int next;

    /** In place of {@link #next}: a dependency has changed. */
    static final int CHANGED = -1;

    /** In place of {@link #next}: nothing has changed, and the function runs since the value was evicted. */
    static final int UNCHANGED = -2;

    /**
     * What becomes of the claim, see {@link Overtake}; a number, since a reference to a constant costs the collector
     * work wherever it is written into an old object.
     *
     * <pre>
     *     HELD --owner--> PUBLISHING --owner--> PUBLISHING | FINISHED
     *     HELD --another frame--> OVERTAKEN --owner--> OVERTAKEN | PUBLISHING --owner--> all three
     * </pre>
     *
     * A run is PUBLISHING from when its function has returned: so that the recording has ended, and that the claim is
     * not taken away any more, is said at once.
     */
    private volatile int state;

    private static final int HELD = 0;
    private static final int PUBLISHING = 1;
    private static final int OVERTAKEN = 2;
    private static final int FINISHED = 4;

    /**
     * Threads that wait for this frame: a stack, pushed by them. Who pushes looks at the state after that, and who
     * finishes looks here after it has set that: so one sees the other.
     */
    private volatile @Nullable Waiter waiters;

    private record Waiter(Thread thread, @Nullable Waiter next) {}

    /** To claim a cell of the root's branch with. */
    Frame(Cell cell, Root root, @Nullable Recorder asker, Task task, int level, boolean value) {
        super(root, task, asker == null ? 0 : asker.frame().depth + 1, level);
        this.cell = cell;
        this.asker = asker;
        this.value = value;
    }

    /** To claim a cell of the frozen view with, in the place of one of the root's branch. */
    Frame(Cell frozen, Cell live, Root root, @Nullable Recorder asker, Task task, int level, boolean value) {
        this(frozen, root, asker, task, level, value);
        aside().live = live;
    }

    /** Whether the cell belongs to the frozen view. */
    boolean frozen() {
        return asideIfAny() instanceof Aside aside && aside.live != null;
    }

    /** The cell that was asked for, of the root's branch. */
    Cell live() {
        return asideIfAny() instanceof Aside aside && aside.live instanceof Cell live ? live : cell;
    }

    /** The participants, if this has been found to be part of a cycle. */
    @Nullable List<String> cycle() {
        return asideIfAny() instanceof Aside aside ? aside.cycle : null;
    }

    /** The frame that this one overtook, or null. */
    @Nullable Frame overtook() {
        return asideIfAny() instanceof Aside aside ? aside.overtook : null;
    }

    /** What asked for this one; only for a frame that something asked for. */
    Recorder asker() {
        return Objects.requireNonNull(asker);
    }

    /** The run that asked for this one, on whatever thread; null for a request. */
    @Nullable Frame parent() {
        return asker == null ? null : asker.frame();
    }

    @Override
    int usualReads() {
        return cell.query.usualReads();
    }

    @Override
    @Nullable Memo before() {
        return old;
    }

    @Override
    Frame frame() {
        return this;
    }

    /** Runs the query's function; with this bound as the scope. */
    @Override
    public Object call() throws Exception {
        return cell.query.naming.wants(this) ? callNamed() : cell.query.function.compute(cell.key);
    }

    private Object callNamed() throws Exception {
        Naming naming = cell.query.naming;
        Naming.Before before = naming.enter(this);
        try {
            return cell.query.function.compute(cell.key);
        } finally {
            naming.exit(before);
        }
    }

    /** A scope of subtasks of this run gets its first one; refused once the run has ended. */
    synchronized void opened(Forks scope) {
        Aside aside = asideUntilEnded();
        Set<Forks> forks = aside.forks;
        if (forks == null) {
            forks = new HashSet<>();
            aside.forks = forks;
        }
        forks.add(scope);
    }

    /** A scope of subtasks has been closed. */
    synchronized void closed(Forks scope) {
        if (asideIfAny() instanceof Aside aside && aside.forks instanceof Set<Forks> forks) {
            forks.remove(scope);
        }
    }

    /**
     * By the owner, after the recording has ended: subtasks left behind read no more. (Who opens a scope does so before
     * the owner enters the monitor in {@link #end}, and is seen here without; or is refused.)
     */
    void abandonForks() {
        Aside aside = asideIfAny();
        Set<Forks> forks = aside == null ? null : aside.forks;
        if (forks == null) {
            return;
        }
        List<Forks> leaked;
        synchronized (this) {
            leaked = List.copyOf(forks);
        }
        leaked.forEach(Forks::abandon);
    }

    @Override
    void setEnded() {
        STATE.getAndBitwiseOr(this, PUBLISHING);
    }

    @Override
    boolean hasEnded() {
        return (state & PUBLISHING) != 0;
    }

    /** By the owner: from now on it can't be overtaken. False if it has been. */
    boolean mayPublish() {
        if (!hasEnded()) {
            setEnded();
        }
        return !isOvertaken();
    }

    /** By another frame: from now on the owner can't publish. False if it does already, or was overtaken before. */
    boolean overtake() {
        return STATE.compareAndSet(this, HELD, OVERTAKEN);
    }

    boolean isOvertaken() {
        return (state & OVERTAKEN) != 0;
    }

    /** By the owner, at the end, whatever came of it: from now on the frame claims nothing, and nobody waits for it. */
    void release() {
        if (finished()) {
            return;
        }
        if (mayPublish()) {    // also if it has not published: it can't be overtaken from now on
            cell.release();
        } else {
            cell.release(this);
            root.frozen().cell(cell).release(this);
        }
        finish();    // last, so that who waited finds the claim free
    }

    boolean finished() {
        return (state & FINISHED) != 0;
    }

    /** Has the calling thread unparked when this finishes. False if it has finished. */
    boolean enlist() {
        Waiter next;
        do {
            next = waiters;
        } while (!WAITERS.compareAndSet(this, next, new Waiter(Thread.currentThread(), next)));
        return !finished();
    }

    private void finish() {
        STATE.getAndBitwiseOr(this, FINISHED);
        for (Waiter waiter = waiters; waiter != null; waiter = waiter.next) {
            LockSupport.unpark(waiter.thread);
        }
    }
}
