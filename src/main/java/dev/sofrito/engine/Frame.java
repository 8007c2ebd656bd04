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

    /** In place of the waiters once the frame has finished. */
    private static final Waiter FINISHED = new Waiter(null, null);

    private static final VarHandle WAITERS;
    private static final VarHandle CLAIM;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            WAITERS = lookup.findVarHandle(Frame.class, "waiters", Waiter.class);
            CLAIM = lookup.findVarHandle(Frame.class, "claim", Claim.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** What is computed: the cell that was asked for, or that of its key in the root's frozen view. */
    final Cell cell;

    /** The cell that was asked for, of the root's branch. */
    final Cell live;

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

    /** The live cell that had that memo, null if there is none. */
    @Nullable Cell origin;

    /** Which of the old memo's dependencies is to be looked at next, or {@link #CHANGED}. */
    int next;

    /** In place of {@link #next}: a dependency has changed. */
    static final int CHANGED = -1;

    /** Whether nothing has changed, and the function runs since the value was evicted. */
    boolean unchanged;

    /** What becomes of the claim; see {@link Overtake}. */
    private volatile Claim claim = Claim.HELD;

    /** {@code HELD --owner--> PUBLISHING} or {@code HELD --another frame--> OVERTAKEN}. */
    private enum Claim { HELD, PUBLISHING, OVERTAKEN }

    /**
     * The frame that this one overtook, if it did; written before this holds the claim, read by who may overtake it.
     */
    volatile @Nullable Frame overtook;

    /** Set, to the participants, by whoever finds that this frame is part of a cycle; such a frame ends in failure. */
    volatile @Nullable List<String> cycle;

    /** Threads that wait for this frame: a stack, pushed by them, taken as a whole by {@link #finish}. */
    private volatile @Nullable Waiter waiters;

    /** Scopes of subtasks of this run, opened by whatever thread, that are not closed; guarded by the monitor. */
    private @Nullable Set<Forks> forks;

    private record Waiter(@Nullable Thread thread, @Nullable Waiter next) {}

    /** To claim a cell of the root's branch with. */
    Frame(Cell cell, Root root, @Nullable Recorder asker, Task task, int level, boolean value) {
        this(cell, cell, root, asker, task, level, value);
    }

    /** To claim a cell of the root's branch with, or that of its key in the frozen view. */
    Frame(Cell cell, Cell live, Root root, @Nullable Recorder asker, Task task, int level, boolean value) {
        super(root, task, asker == null ? 0 : asker.frame().depth + 1, level);
        this.cell = cell;
        this.live = live;
        this.asker = asker;
        this.value = value;
    }

    /** Whether the cell belongs to the frozen view. */
    boolean frozen() {
        return cell != live;
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
        if (ended) {
            throw endedException();
        }
        if (forks == null) {
            forks = new HashSet<>();
        }
        forks.add(scope);
    }

    /** A scope of subtasks has been closed. */
    synchronized void closed(Forks scope) {
        if (forks != null) {
            forks.remove(scope);
        }
    }

    /**
     * By the owner, after the recording has ended: subtasks left behind read no more. (Who opens a scope does so before
     * the owner enters the monitor in {@link #end}, and is seen here without; or after that, and is refused.)
     */
    void abandonForks() {
        if (forks == null) {
            return;
        }
        List<Forks> leaked;
        synchronized (this) {
            leaked = List.copyOf(forks);
        }
        leaked.forEach(Forks::abandon);
    }

    /** By the owner: from now on it can't be overtaken. False if it has been. */
    boolean mayPublish() {
        return CLAIM.compareAndSet(this, Claim.HELD, Claim.PUBLISHING);
    }

    /** By another frame: from now on the owner can't publish. False if it does already, or was overtaken before. */
    boolean overtake() {
        return CLAIM.compareAndSet(this, Claim.HELD, Claim.OVERTAKEN);
    }

    boolean isOvertaken() {
        return claim == Claim.OVERTAKEN;
    }

    /** By the owner, at the end, whatever came of it: from now on the frame claims nothing, and nobody waits for it. */
    void release() {
        mayPublish();    // if it has not published: it can't be overtaken from now on
        cell.release(this);
        if (isOvertaken()) {
            root.frozen().cell(cell).release(this);
        }
        finish();    // last, so that who waited finds the claim free
    }

    boolean finished() {
        return waiters == FINISHED;
    }

    /** Has the calling thread unparked when this finishes. False if it has finished. */
    boolean enlist() {
        for (;;) {
            Waiter next = waiters;
            if (next == FINISHED) {
                return false;
            }
            if (WAITERS.compareAndSet(this, next, new Waiter(Thread.currentThread(), next))) {
                return true;
            }
        }
    }

    private void finish() {
        if (waiters == null && WAITERS.compareAndSet(this, null, FINISHED)) {
            return;
        }
        for (Waiter waiter = (Waiter) WAITERS.getAndSet(this, FINISHED); waiter != null; waiter = waiter.next) {
            LockSupport.unpark(waiter.thread);
        }
    }
}
