package dev.sofrito.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One validation or run of a cell at a root: what holds the cell's claim, records its reads, and is waited for. */
final class Frame extends Recorder implements ScopedValue.CallableOp<Object, Exception> {

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

    /** What is computed: a cell of the root's branch or of its frozen view. */
    final Cell cell;

    /** Whether the cell belongs to the frozen view. */
    final boolean frozen;

    /**
     * The live cell whose memo this was compared with, null if there is none; written by who holds the claim, before it
     * looks at that memo, and read by the same, or by the thread it goes on with.
     */
    @Nullable Cell origin;

    /** The run that asked for this one, on whatever thread; null for a request. */
    final @Nullable Frame parent;

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

    Frame(Cell cell, boolean frozen, Root root, @Nullable Frame parent, Task task) {
        super(root, task, parent == null ? 0 : parent.depth + 1);
        this.cell = cell;
        this.frozen = frozen;
        this.parent = parent;
    }

    @Override
    Frame frame() {
        return this;
    }

    /** Runs the query's function; with this bound as the scope. */
    @Override
    public Object call() throws Exception {
        return cell.query.function.compute(cell.key);
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

    void finish() {
        if (waiters == null && WAITERS.compareAndSet(this, null, FINISHED)) {
            return;
        }
        for (Waiter waiter = (Waiter) WAITERS.getAndSet(this, FINISHED); waiter != null; waiter = waiter.next) {
            LockSupport.unpark(waiter.thread);
        }
    }
}
