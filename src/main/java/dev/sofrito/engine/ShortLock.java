package dev.sofrito.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A lock for short sections, in which a thread neither waits for anything nor calls a user's code. It is not reentrant.
 * Who finds it taken spins.
 *
 * <p>A virtual thread that parks comes back behind all that can run. A lock whose waiters park lets one of them go on
 * at a time, so a hundred that have come while the holder's processor was taken away from it have to wait for a hundred
 * turns of all that can run, and whoever comes upon them, a commit, say, for all of these. Here the holder is on a
 * processor, or soon will be again, since it never waits; and so is who comes after it. See
 * {@code docs/decisions/0010}.
 */
class ShortLock {

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

    /** Set by exchange by who takes the lock, and cleared by who has it; looked at by who waits. */
    private volatile boolean held;

    final void lock() {
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

    /** With release: of two sections, the later sees what the earlier wrote. Who needs more order says so itself. */
    final void unlock() {
        HELD.setRelease(this, false);
    }
}
