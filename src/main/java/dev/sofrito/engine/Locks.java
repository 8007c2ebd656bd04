package dev.sofrito.engine;

import java.util.concurrent.locks.ReentrantLock;

/** The locks of all cells of a database, each shared by the cells of a stripe of hash values. */
final class Locks {

    /** Enough that threads seldom meet there; and no more, so that they stay in the processors' caches. */
    private static final int STRIPES =
            Math.clamp(32L * Integer.highestOneBit(Runtime.getRuntime().availableProcessors()), 64, 1024);

    private static final int SHIFT = Integer.numberOfLeadingZeros(STRIPES) + 1;

    /** As many keys in a row as one thread is likely to be at, and another one not at the same time: four. */
    private static final int IN_A_ROW_BITS = 2;

    private final ReentrantLock[] locks = new ReentrantLock[STRIPES];

    Locks() {
        for (int i = 0; i < STRIPES; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    /**
     * Keys in a row share a lock, so that who goes through them has it at hand; all others lie in disorder, or threads
     * that go through keys a power of two apart would meet in one lock at each step.
     */
    ReentrantLock of(int hash) {
        return locks[(hash >>> IN_A_ROW_BITS) * 0x9E3779B9 >>> SHIFT];
    }
}
