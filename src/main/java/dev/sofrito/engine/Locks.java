package dev.sofrito.engine;

import java.util.concurrent.locks.ReentrantLock;

/** The locks of all cells of a database, each shared by the cells of a stripe of hash values. */
final class Locks {

    private static final int STRIPES = 1024;

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
