package dev.sofrito.jmh;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntUnaryOperator;

/** The {@link Trees} memoized by hand in bare maps: no dependencies, no changes. */
final class MapTrees {

    private final ConcurrentHashMap<Integer, Integer> leaves = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Integer, Integer> halves = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Integer, Integer> roots = new ConcurrentHashMap<>();

    /** The sum of the first roots. */
    int sum(int count) {
        int sum = 0;
        for (int k = 0; k < count; k++) {
            sum += root(k);
        }
        return sum;
    }

    int root(int key) {
        return memoized(roots, key, k -> half(2 * k) * 31 + half(2 * k + 1));
    }

    private int half(int key) {
        return memoized(halves, key, k -> leaf(2 * k) * 31 + leaf(2 * k + 1));
    }

    private int leaf(int key) {
        return memoized(leaves, key, k -> (k >> 2) + (k & 3));
    }

    private static int memoized(ConcurrentHashMap<Integer, Integer> map, int key, IntUnaryOperator function) {
        Integer boxed = key;
        Integer known = map.get(boxed);
        if (known != null) {
            return known;
        }
        Integer value = function.applyAsInt(key);
        map.put(boxed, value);
        return value;
    }
}
