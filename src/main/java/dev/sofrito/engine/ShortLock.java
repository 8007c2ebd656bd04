package dev.sofrito.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A lock for a few instructions, in which a thread neither waits for anything nor calls a user's code. It is not
 * reentrant. Who finds it taken spins.
 *
 * <p>A virtual thread that parks comes back behind all that can run, which among thousands takes a second or more. A lock
 * whose waiters park lets one of them go on at a time, so a hundred that have come while the holder's processor was
 * taken away from it are a queue of minutes, and whoever comes upon it meanwhile, a commit, say, stands at its end. Here
 * the holder is on a processor, or soon will be again, since it never waits; and so is who comes after it.
 */
final class ShortLock {

    private static final VarHandle HELD;

    static {
        try {
            HELD = MethodHandles.lookup().findVarHandle(ShortLock.class, "held", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** How often a platform thread looks before it offers its processor to others: the holder may want it. */
    private static final int SPINS = 64;

    private volatile boolean held;

    void lock() {
        if (!HELD.compareAndSet(this, false, true)) {
            await();
        }
    }

    private void await() {
        boolean platform = !Thread.currentThread().isVirtual();
        for (int spins = 1; held || !HELD.compareAndSet(this, false, true); spins++) {
            if (platform && spins % SPINS == 0) {
                Thread.yield();
            } else {
                Thread.onSpinWait();
            }
        }
    }

    void unlock() {
        held = false;
    }
}
