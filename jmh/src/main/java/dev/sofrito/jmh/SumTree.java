package dev.sofrito.jmh;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.SingleInput;

/**
 * A binary tree of sums: nodes are numbered as in a heap, the root is 1, the children of {@code k} are {@code 2k} and
 * {@code 2k + 1}; those below {@code leaves} are cells, the next {@code leaves} are slots.
 */
final class SumTree implements AutoCloseable {

    static final Integer ROOT = 1;

    final int leaves;
    final Database database = Database.create();
    final Input<Integer, Integer> slots = database.input("slots", Integer.class, Integer.class);
    final SingleInput<Integer> unrelated = database.single("unrelated", Integer.class);
    final Query<Integer, Integer> sums;

    /** How many queries ran; good while one thread asks. */
    private int runs;

    SumTree(int leaves) {
        if (Integer.bitCount(leaves) != 1) {
            throw new IllegalArgumentException("leaves=" + leaves + ": must be a power of 2");
        }
        this.leaves = leaves;
        sums = database.query("sums", Integer.class, Integer.class, this::sum);
    }

    /** Sets all slots in one commit. */
    SumTree fill() {
        database.commit(() -> {
            for (int i = 0; i < leaves; i++) {
                slots.set(leaves + i, i);
            }
        });
        return this;
    }

    /** Sets all slots and has the root's value computed. */
    SumTree build() {
        fill();
        sums.get(ROOT);
        return this;
    }

    /** Stops a run in which the edit of one leaf does not run exactly the cells above it. */
    void checkRuns() {
        int before = runs;
        slots.set(leaves, slots.get(leaves) + 1);
        sums.get(ROOT);
        int expected = Integer.numberOfTrailingZeros(leaves);
        if (runs - before != expected) {
            throw new IllegalStateException(runs - before + " runs after the edit of a leaf, not " + expected);
        }
    }

    private int sum(int node) {
        runs++;
        return value(2 * node) + value(2 * node + 1);
    }

    private int value(int node) {
        return node < leaves ? sums.get(node) : slots.get(node);
    }

    @Override
    public void close() {
        database.close();
    }
}
