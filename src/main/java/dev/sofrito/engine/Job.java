package dev.sofrito.engine;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A body that runs on another thread, the caller that waits for it, and what came of it. */
final class Job<T extends @Nullable Object, X extends Throwable> implements Runnable {

    /** What the thread is called meanwhile. */
    final String name;
    private final ScopedValue.CallableOp<T, X> body;
    final Thread caller;

    private @Nullable T result;
    private @Nullable Throwable thrown;

    /** Whether the thread was when the body ended; the caller then is, too. */
    private boolean interrupted;

    /** The thread that runs this, while it does, and whether the caller has interrupted it; guarded by this. */
    private @Nullable Thread thread;
    private boolean interruptedByCaller;

    /** Written by the thread after the result, read by the caller before it. */
    volatile boolean done;

    /**
     * Whether the caller has to be woken up. It looks whether this is {@link #done} after it has set that, and the
     * thread whether this is set after it has set {@code done}: one sees the other.
     */
    volatile boolean parked;

    /**
     * @param name what the thread is called meanwhile
     * @param parked whether the caller will park at once
     */
    Job(String name, ScopedValue.CallableOp<T, X> body, boolean parked) {
        this.name = name;
        this.body = body;
        this.caller = Thread.currentThread();
        this.parked = parked;
    }

    @Override
    public void run() {
        try {
            begin();
            result = body.call();
        } catch (Throwable t) {
            thrown = t;
        }
        end();
        done = true;
        if (parked) {
            LockSupport.unpark(caller);
        }
    }

    /** From here on the thread is interrupted for this body's sake, and not for what it ran before. */
    private synchronized void begin() {
        thread = Thread.currentThread();
        thread.setName(name);
        Thread.interrupted();
        if (interruptedByCaller) {
            thread.interrupt();
        }
    }

    private synchronized void end() {
        interrupted = Thread.interrupted();
        thread = null;
    }

    /** Interrupts the thread, unless the body has ended. */
    synchronized void interrupt() {
        interruptedByCaller = true;
        if (thread != null) {
            thread.interrupt();
        }
    }

    /** What came of it, for the caller, once it is done. */
    @SuppressWarnings("unchecked")    // the body throws X or what is unchecked
    T result() throws X {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (thrown != null) {
            throw (X) thrown;
        }
        return result;
    }
}
