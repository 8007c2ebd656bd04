package dev.sofrito.engine;

import dev.sofrito.QueryCancelledException;
import dev.sofrito.SofritoException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A virtual thread that runs bodies for callers on platform threads, each of which waits for its own.
 *
 * <p>To start a thread and to wake up the caller again are calls of the operating system, and take as long as dozens of
 * small queries. So, where that pays, both sides look out for a short while before they let go of their processors: the
 * caller for the end of its body, and the thread for the next caller's. See {@code docs/decisions/0011}.
 */
final class Worker implements Runnable {

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    /** For how many nanoseconds to look out; about what it saves. */
    private static final long PATIENCE = 50_000;

    /**
     * For how many nanoseconds a thread goes on at the most: it never gives way to others that its carrier has to run.
     */
    private static final long TURN = 1_000_000;

    /** How often a caller looks before it offers its processor to others: they may have its body to run. */
    private static final int SPINS = 64;

    /** So many nanoseconds later a caller has lost more than it can save by looking out a few times. */
    private static final long DEAR = 1_000_000;

    private static final Lookout FOR_THE_END = new Lookout();
    private static final Lookout FOR_THE_NEXT = new Lookout();

    /** How many callers wait. Nobody looks out while their threads could use all processors. */
    private static final AtomicInteger CALLERS = new AtomicInteger();

    /**
     * The {@link Worker} whose thread looks out for the next body, if any; or a {@link Job} which a caller has put in
     * its place, for that thread to take. To put it there is the whole hand-over: it is done or not, whatever may be
     * thrown. Changed by exchange: an idle thread comes in for null, a caller changes only a worker, and only the
     * thread that was there takes a job away, since no other comes in before that.
     */
    private static final AtomicReference<@Nullable Object> IDLE = new AtomicReference<>();

    /** What to run first. Set before the thread starts; read and cleared by it, which may outlive what came of that. */
    private @Nullable Job<?, ?> first;

    private Worker(Job<?, ?> first) {
        this.first = first;
    }

    /**
     * Runs a body on a virtual thread. If the caller is interrupted it gives up at once, and that thread is
     * interrupted: what it still does is of no consequence, since an interrupted run publishes nothing.
     *
     * @param task told if the caller gives up
     */
    static <T extends @Nullable Object, X extends Throwable> T run(
            String name, Task task, ScopedValue.CallableOp<T, X> body) throws X {
        CALLERS.incrementAndGet();
        try {
            boolean looksOut = !crowded() && FOR_THE_END.pays();
            Job<T, X> job = new Job<>(name, body, !looksOut);
            Object idle = IDLE.get();
            if (idle instanceof Worker && IDLE.compareAndSet(idle, job)) {
                Hooks.reach(Hooks.Point.HANDED_OVER, idle);
            } else {
                Threads.start(new Worker(job));
            }
            long late = await(job, task);
            if (looksOut) {
                FOR_THE_END.ended(!job.parked && late < 0, late > DEAR);
            }
            return result(job);
        } finally {
            CALLERS.decrementAndGet();
        }
    }

    /** What came of a job; if that is an exception of ours, with the caller's frames too: they tell which line asked. */
    private static <T extends @Nullable Object, X extends Throwable> T result(Job<T, X> job) throws X {
        try {
            return job.result();
        } catch (SofritoException e) {
            StackTraceElement[] there = e.getStackTrace();
            StackTraceElement[] here = new Throwable().getStackTrace();
            StackTraceElement[] all = Arrays.copyOf(there, there.length + here.length);
            System.arraycopy(here, 0, all, there.length, here.length);
            e.setStackTrace(all);
            throw e;
        }
    }

    /**
     * Returns once the job is done: by how many nanoseconds it is then too late, or was when the caller parked. A caller
     * that offers its processor where others want it may get it back milliseconds later.
     */
    private static long await(Job<?, ?> job, Task task) {
        long until = System.nanoTime() + PATIENCE;
        long late = 0;
        for (int spins = 1; !job.done; spins++) {
            if (job.caller.isInterrupted()) {
                task.cancel();
                job.interrupt();
                throw new QueryCancelledException(
                        job.name + " was given up: the thread that asked for it was interrupted");
            }
            if (job.parked) {
                LockSupport.park(job);
            } else if (spins % SPINS != 0) {
                Thread.onSpinWait();
            } else {
                late = System.nanoTime() - until;
                if (late >= 0 || crowded()) {
                    job.parked = true;
                } else {
                    Thread.yield();
                }
            }
        }
        return job.parked ? late : System.nanoTime() - until;
    }

    @Override
    public void run() {
        long began = System.nanoTime();
        Job<?, ?> job = first;
        first = null;
        while (job != null) {
            job.run();
            job = !job.parked && System.nanoTime() - began < TURN ? lookOut() : null;
        }
    }

    /** Looks out for another body, if that may pay; null if there was none. */
    private @Nullable Job<?, ?> lookOut() {
        if (crowded() || !FOR_THE_NEXT.pays() || !IDLE.compareAndSet(null, this)) {
            return null;
        }
        try {
            Hooks.reach(Hooks.Point.IDLING, this);
        } catch (Throwable t) {
            // a caller may rely on this thread by now, whatever that was
        }
        long until = System.nanoTime() + PATIENCE;
        while (IDLE.get() == this) {
            if (System.nanoTime() - until >= 0 && IDLE.compareAndSet(this, null)) {
                FOR_THE_NEXT.ended(false, false);
                return null;
            }
            Thread.onSpinWait();    // (a virtual thread that yields has another carrier woken up, if all are idle)
        }
        FOR_THE_NEXT.ended(true, false);
        return (Job<?, ?>) IDLE.getAndSet(null);
    }

    private static boolean crowded() {
        return 2 * CALLERS.get() > PROCESSORS;
    }
}
