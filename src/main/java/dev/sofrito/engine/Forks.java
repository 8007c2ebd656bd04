package dev.sofrito.engine;

import dev.sofrito.QueryCancelledException;
import dev.sofrito.QueryException;
import dev.sofrito.SofritoException;
import dev.sofrito.TaskScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** Subtasks on virtual threads, in the scope in which this was opened. Belongs to the thread that opened it. */
public final class Forks implements TaskScope {

    private static final ThreadFactory UNNAMED = factory("");

    /** Of more subtasks than that one wait is little. */
    private static final int FEW = 2;

    /** How often to look whether a subtask has ended before waiting for it; about what the wait takes. */
    private static final int SPINS = 48;

    /** Of all scopes together. */
    private static final Lookout FOR_THE_END = new Lookout();

    private final Scope scope;
    private final Thread owner = Thread.currentThread();
    private boolean closed;

    /** What makes the subtasks' threads; in a query, which they are called after, from the first on. By the owner. */
    private ThreadFactory threads = UNNAMED;

    /** All subtasks. Added to by the owner, under the monitor; read by the owner without, by others under it. */
    private final List<Fork<?>> forks = new ArrayList<>();

    /**
     * How many of them have been joined, the first ones; written by the owner, who has waited for their threads, and
     * read by anyone who gets a result. It only grows, up to the size of the list, so it is read under the monitor at
     * any time.
     */
    private volatile int joined;

    /** What the first subtask to fail threw; by subtasks under the monitor, and by the owner once they have ended. */
    private @Nullable Throwable failure;

    /**
     * Whether the run that this belongs to has ended before this was closed. Written under the monitor, and read under
     * it where a subtask is added, which is abandoned by who writes this or refused.
     */
    private volatile boolean abandoned;

    /** Whether subtasks are to end, those that are started yet too; guarded by the monitor. */
    private boolean cancelled;

    Forks(Scope scope) {
        this.scope = scope;
    }

    private static ThreadFactory factory(String name) {
        return Thread.ofVirtual().inheritInheritableThreadLocals(false).name(name).factory();
    }

    /** Opens a scope; see {@link TaskScope#open}. */
    public static Forks open() {
        return new Forks(Scope.current());
    }

    @Override
    public <T> Fork<T> fork(Callable<? extends T> task) {
        Objects.requireNonNull(task, "task");
        return start(s -> task.call());
    }

    /** Forks a subtask that is told where it records; null if not in a query. */
    <T> Fork<T> start(StrandTask<? extends T> task) {
        checkOwner();
        if (closed) {
            throw new IllegalStateException("fork after close: a TaskScope that is closed starts nothing; open another one");
        }
        Strand strand = scope instanceof Recorder recorder ? new Strand(recorder) : null;
        if (strand != null && forks.isEmpty()) {
            Frame frame = strand.frame();
            threads = factory(frame.cell.label() + " subtask");
            frame.opened(this);
        }
        Fork<T> fork = new Fork<>(strand, task, threads);
        synchronized (this) {
            checkNotAbandoned();
            if (strand != null) {
                strand.owner = fork.thread;    // before abandon() may take that back
            }
            fork.index = forks.size();
            forks.add(fork);
            if (cancelled) {
                fork.cancel();
            }
        }
        fork.thread.start();
        return fork;
    }

    @Override
    public void join() {
        checkOwner();
        if (closed) {
            throw new IllegalStateException("join after close: join, and ask for results, before the TaskScope is closed");
        }
        checkNotAbandoned();
        try {
            awaitAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cancel();
            throw new QueryCancelledException("waiting for subtasks was given up: the thread was interrupted");
        }
        collect();
        switch (failure) {
            case null -> { }
            case QueryCancelledException e -> throw new QueryCancelledException(
                    "a subtask was given up: " + e.getMessage());
            case SofritoException e -> throw e;
            case Throwable e -> throw new QueryException(List.of(), e, true);
        }
    }

    @Override
    public void close() {
        checkOwner();
        if (closed) {
            return;
        }
        closed = true;
        if (joined < forks.size()) {
            cancel();
            awaitAllAnyhow();
        }
        if (abandoned) {
            return;
        }
        collect();
        if (scope instanceof Recorder recorder && !forks.isEmpty()) {
            recorder.frame().closed(this);
        }
    }

    /**
     * Waits for all that have not been joined, the last one first: each wait costs about as much as a subtask, and when
     * the last one has ended, which was started last, most others have. Of a few, which another processor may be
     * through with in no time, it is looked out for first ({@code docs/decisions/0012}).
     */
    private void awaitAll() throws InterruptedException {
        int last = forks.size() - 1;
        if (last >= joined && last - joined < FEW && FOR_THE_END.pays()) {
            FOR_THE_END.ended(lookOut(forks.get(last).thread), false);
        }
        for (int i = last; i >= joined; i--) {
            forks.get(i).thread.join();
        }
    }

    /** Looks for a moment whether a thread ends; whether it has. */
    private static boolean lookOut(Thread thread) {
        for (int spins = 0; spins < SPINS; spins++) {
            if (!thread.isAlive()) {
                return true;
            }
            Thread.onSpinWait();
        }
        return !thread.isAlive();
    }

    /** The same, also if the thread is interrupted, which it is again after that. */
    private void awaitAllAnyhow() {
        boolean interrupted = false;
        for (;;) {
            try {
                awaitAll();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * By the run that this belongs to, which ends although this was not closed: what subtasks read from now on is
     * refused.
     */
    void abandon() {
        List<Strand> strands;
        synchronized (this) {
            abandoned = true;
            strands = strands();
        }
        strands.forEach(Strand::abandon);
    }

    private void checkNotAbandoned() {
        if (abandoned) {
            throw ((Recorder) scope).endedException();
        }
    }

    /** Takes over what the subtasks read; they have all ended. */
    private void collect() {
        if (joined < forks.size()) {
            if (scope instanceof Recorder recorder) {
                recorder.join(strands());
            }
            joined = forks.size();
        }
    }

    /** Where the subtasks that have not been joined record. */
    private List<Strand> strands() {
        List<Strand> strands = new ArrayList<>();
        for (Fork<?> fork : forks.subList(joined, forks.size())) {
            if (fork.strand != null) {
                strands.add(fork.strand);
            }
        }
        return strands;
    }

    private synchronized void cancel() {
        cancelled = true;
        for (Fork<?> fork : forks.subList(joined, forks.size())) {
            fork.cancel();
        }
    }

    private synchronized void failed(Throwable thrown) {
        if (failure == null) {
            failure = thrown;
            cancel();
        }
    }

    /** A task that runs, on whatever thread, in the scope that is current now. */
    public static <T> Callable<T> wrap(Callable<T> task) {
        Objects.requireNonNull(task, "task");
        Scope scope = Scope.current();
        return scope == Scope.OUTSIDE ? task : () -> Scope.bind(scope).call(task::call);
    }

    /** A task that runs, on whatever thread, in the scope that is current now. */
    public static Runnable wrap(Runnable task) {
        Objects.requireNonNull(task, "task");
        Scope scope = Scope.current();
        return scope == Scope.OUTSIDE ? task : () -> Scope.bind(scope).run(task);
    }

    private void checkOwner() {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException("a TaskScope belongs to the thread that opened it");
        }
    }

    /** A subtask that is told where to record what it reads. */
    interface StrandTask<T> {
        T call(@Nullable Strand strand) throws Exception;
    }

    /** A subtask. */
    final class Fork<T> implements Subtask<T>, Runnable {

        private final @Nullable Strand strand;
        private final StrandTask<? extends T> task;
        private final Thread thread;
        private @Nullable T result;
        private boolean succeeded;

        /** Its place among the scope's; written by the owner of the scope, before anyone else has this. */
        private int index;

        Fork(@Nullable Strand strand, StrandTask<? extends T> task, ThreadFactory threads) {
            this.strand = strand;
            this.task = task;
            this.thread = threads.newThread(this);
        }

        /** Has the subtask give up: first so that nothing is remembered of it, whatever it does about the interrupt. */
        private void cancel() {
            if (strand != null) {
                strand.task.cancel();
            }
            thread.interrupt();
        }

        @Override
        public void run() {
            try {
                Scope bound = strand != null ? strand : scope;
                result = bound == Scope.OUTSIDE
                        ? task.call(null)
                        : Scope.bind(bound).call(() -> task.call(strand));
                succeeded = true;
            } catch (Throwable t) {    // an Error too: it must reach whoever joins
                failed(t);
            }
        }

        @Override
        public T get() {
            boolean joined = index < Forks.this.joined;
            if (!joined || !succeeded) {
                throw new IllegalStateException(joined
                        ? "the subtask did not succeed: join threw what came of it"
                        : "get before join: join the TaskScope first");
            }
            return result;
        }
    }
}
