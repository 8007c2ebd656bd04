package dev.sofrito.engine;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Some short chains of queries, run once in a process before the first deep one goes on with a fresh stack.
 *
 * <p>Why: a deep request that is the first thing a process does has gone down a million queries before it returns from
 * any. The compiler takes what follows each call for code that is never reached and leaves it out, and every one of the
 * millions of frames is deoptimized when it is returned to. Having returned a few thousand times before makes the
 * compiler know better.
 */
final class Rehearsal {

    /** Long enough to go on with a fresh stack itself, and come back. */
    private static final int LENGTH = 2 * Threads.HOP;
    private static final int ROUNDS = 1000;
    private static final long MOST_NANOS = 100_000_000;

    /** Whether somebody has begun. */
    private static final AtomicBoolean BEGUN = new AtomicBoolean();

    private final Input<Integer, Integer> input;
    private final Query<Integer, Integer> chain;

    private Rehearsal(Database database) {
        this.input = database.input("rehearsal");
        this.chain = database.query("chain", this::step);
    }

    /** Rehearses, if nobody has begun yet; who comes meanwhile goes on without. */
    static void ensure() {
        if (BEGUN.get() || !BEGUN.compareAndSet(false, true)) {
            return;
        }
        Thread thread = Thread.ofVirtual().name("sofrito rehearsal").start(() -> {    // without the caller's scope
            try (Database database = Database.create()) {
                new Rehearsal(database).run();
            }
        });
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();    // the caller is about to find out
        }
    }

    /** Each chain is run twice: anew, and again after an edit. */
    private void run() {
        long start = System.nanoTime();
        for (int i = 0; i < ROUNDS && System.nanoTime() - start < MOST_NANOS; i++) {
            input.set(0, i);
            chain.get(i / 2 * LENGTH + LENGTH - 1);
        }
    }

    private int step(int key) {
        return key % LENGTH == 0 ? input.get(0) : chain.get(key - 1) + 1;
    }
}
