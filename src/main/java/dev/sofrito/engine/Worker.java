package dev.sofrito.engine;

import dev.sofrito.QueryCancelledException;
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

    /** How often a caller looks before it offers its processor to others: they may have its body to run. */
    private static final int SPINS = 64;

    private static final Lookout FOR_THE_END = new Lookout();
    private static final Lookout FOR_THE_NEXT = new Lookout();

    /** How many callers wait. Nobody looks out while their threads could use all processors. */
    private static final AtomicInteger CALLERS = new AtomicInteger();

    /** The thread that looks out for the next body, if any. Who takes it from here has to give it one. */
    private static final AtomicReference<@Nullable Worker> IDLE = new AtomicReference<>();

    /** What to run next. Set before the thread begins, then by who has taken it from {@link #IDLE}; cleared by it. */
    private volatile @Nullable Job<?, ?> next;

    private Worker(Job<?, ?> first) {
        next = first;
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
            Worker idle = IDLE.get();
            if (idle != null && IDLE.compareAndSet(idle, null)) {
                idle.next = job;
                Hooks.reach(Hooks.Point.HANDED_OVER, idle);
            } else {
                Threads.start(new Worker(job));
            }
            await(job, task);
            if (looksOut) {
                FOR_THE_END.ended(!job.parked);
            }
            return job.result();
        } finally {
            CALLERS.decrementAndGet();
        }
    }

    private static void await(Job<?, ?> job, Task task) {
        long until = System.nanoTime() + PATIENCE;
        for (int spins = 1; !job.done; spins++) {
            if (job.caller.isInterrupted()) {
                task.cancel();
                job.interrupt();
                throw new QueryCancelledException("the request was given up: its thread was interrupted");
            }
            if (job.parked) {
                LockSupport.park(job);
            } else if (spins % SPINS != 0) {
                Thread.onSpinWait();
            } else if (crowded() || System.nanoTime() - until >= 0) {
                job.parked = true;
            } else {
                Thread.yield();
            }
        }
    }

    @Override
    public void run() {
        Job<?, ?> job;
        do {
            job = next;
            next = null;
            job.run();
        } while (!job.parked && hasNext());
    }

    /** Looks out for another body, if that may pay; whether there is one. */
    private boolean hasNext() {
        if (crowded() || !FOR_THE_NEXT.pays() || !IDLE.compareAndSet(null, this)) {
            return false;
        }
        Hooks.reach(Hooks.Point.IDLING, this);
        long until = System.nanoTime() + PATIENCE;
        while (next == null) {
            if (System.nanoTime() - until >= 0 && IDLE.compareAndSet(this, null)) {
                FOR_THE_NEXT.ended(false);
                return false;
            }
            Thread.onSpinWait();    // (a virtual thread that yields has another carrier woken up, if all are idle)
        }
        FOR_THE_NEXT.ended(true);
        return true;
    }

    private static boolean crowded() {
        return 2 * CALLERS.get() > PROCESSORS;
    }

    /** Whether it pays to look out for something: not for a while if it was often in vain. Fields may lose updates. */
    private static final class Lookout {

        private static final int MOST = 7;

        /** How many in a row were in vain, up to {@link #MOST}. */
        private int vain;

        /** How many are to be left out yet. */
        private int leftOut;

        boolean pays() {
            if (leftOut > 0) {
                leftOut--;
                return false;
            }
            return true;
        }

        void ended(boolean found) {
            vain = found ? 0 : Math.min(vain + 1, MOST);
            leftOut = (1 << vain) - 1;
        }
    }
}
