package dev.sofrito.jmh;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.InputOption;
import dev.sofrito.Query;

/**
 * Small independent trees of tiny queries: a root reads two halves, a half two leaves, and the four leaves the tree's
 * one slot. So a tree is seven queries and ten dependencies, and an edit of its slot has all seven run again.
 */
final class Trees implements AutoCloseable {

    /** How many queries a tree has. */
    static final int QUERIES = 7;

    final Database database = Database.create();
    final Input<Integer, Integer> slots;
    final Query<Integer, Integer> roots;

    /** The keys of the roots, and of the slots. */
    final Integer[] keys;

    Trees(int count, InputOption... options) {
        slots = database.input("slots", Integer.class, Integer.class, options);
        Query<Integer, Integer> leaves = database.query("leaves", Integer.class, Integer.class,
                k -> slots.get(k >> 2) + (k & 3));
        Query<Integer, Integer> halves = database.query("halves", Integer.class, Integer.class,
                k -> leaves.get(2 * k) * 31 + leaves.get(2 * k + 1));
        roots = database.query("roots", Integer.class, Integer.class,
                k -> halves.get(2 * k) * 31 + halves.get(2 * k + 1));
        keys = new Integer[count];
        for (int i = 0; i < count; i++) {
            keys[i] = i;
        }
        setAll(0);
    }

    /** Gives each tree's slot a value of its own, in one commit; another base changes them all. */
    void setAll(int base) {
        database.commit(() -> {
            for (Integer key : keys) {
                slots.set(key, base + key);
            }
        });
    }

    /** Asks for every root. */
    int sum() {
        int sum = 0;
        for (Integer key : keys) {
            sum += roots.get(key);
        }
        return sum;
    }

    @Override
    public void close() {
        database.close();
    }
}
