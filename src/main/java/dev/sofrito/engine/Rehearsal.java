package dev.sofrito.engine;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;

/**
 * Some short chains of queries, run once in a process before the first deep one goes on with a fresh stack.
 *
 * <p>Why: a deep request that is the first thing a process does has gone down a million queries before it returns from any.
 * The compiler takes what follows each call for code that is never reached and leaves it out, and every one of the millions of
 * frames is deoptimized when it is returned to. Having returned a few thousand times before makes the compiler know better.
 */
final class Rehearsal {

    private static final int DEPTH = Threads.HOP / 2;
    private static final int ROUNDS = 1000;
    private static final long MOST_NANOS = 100_000_000;

    static {
        try (Database database = Database.create()) {
            Input<Integer, Integer> input = database.input("rehearsal");
            new Rehearsal(database, input).run();
        }
    }

    private final Input<Integer, Integer> input;
    private final Query<Integer, Integer> chain;

    private Rehearsal(Database database, Input<Integer, Integer> input) {
        this.input = input;
        this.chain = database.query("chain", this::step);
    }

    /** Has the static initializer run, once. */
    static void ensure() {}

    private void run() {
        long start = System.nanoTime();
        for (int i = 0; i < ROUNDS && System.nanoTime() - start < MOST_NANOS; i++) {
            input.set(0, i);
            chain.get(DEPTH);
        }
    }

    private int step(int depth) {
        return depth == 0 ? input.get(0) : chain.get(depth - 1) + 1;
    }
}
