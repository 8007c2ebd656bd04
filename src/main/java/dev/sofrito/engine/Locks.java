package dev.sofrito.engine;

import java.util.concurrent.locks.ReentrantLock;

/** The locks of all cells of a database, each shared by the cells of a stripe of hash values. */
final class Locks {

    /** Enough that threads seldom meet there; and no more, so that they stay in the processors' caches. */
    private static final int STRIPES =
            Math.clamp(32L * Integer.highestOneBit(Runtime.getRuntime().availableProcessors()), 64, 1024);

    private final ReentrantLock[] locks = new ReentrantLock[STRIPES];

    Locks() {
        for (int i = 0; i < STRIPES; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    ReentrantLock of(int hash) {
        return locks[(hash ^ hash >>> 16) & STRIPES - 1];
    }
}
