package dev.sofrito.engine.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;

/** What the tests of {@link PersistentMap} share: keys of several qualities, and a comparison with a map of the JDK. */
final class MapModel {

    private MapModel() {}

    /** A key whose hash code is chosen. */
    record Key(int id, int hash) {
        @Override
        public int hashCode() {
            return hash;
        }
    }

    /** How keys hash, from well to not at all. */
    enum Hashing {
        RANDOM(id -> new Random(id).nextInt()),
        SEQUENTIAL(id -> id),
        HIGH_BITS(id -> id << 26),
        LAST_LEVEL(id -> unspread(id << 30 | 12345)),
        LOW_LEVELS(id -> unspread(id << 19 | 12345)),
        FEW(id -> id % 7),
        MIXED(id -> id % 3 == 0 ? 42 : id % 3 == 1 ? id << 20 : id),
        CONSTANT(id -> -1);

        private final IntFunction<Integer> hash;

        Hashing(IntFunction<Integer> hash) {
            this.hash = hash;
        }

        Key key(int id) {
            return new Key(id, hash.apply(id));
        }
    }

    /** The hash code that {@link PersistentMap#spread} turns into this. */
    private static int unspread(int hash) {
        int half = hash ^ hash >>> 8 ^ hash >>> 16 ^ hash >>> 24;
        return half ^ half >>> 16;
    }

    static int hash(Object key) {
        return PersistentMap.spread(key);
    }

    /** Asserts that a map has exactly the entries expected, by every way to look, and the canonical shape. */
    static <K, V> void assertHolds(Map<K, V> expected, PersistentMap<K, V> actual) {
        assertEquals(expected.size(), actual.size());
        expected.forEach((key, value) -> assertSame(value, actual.get(key)));

        Map<K, V> visited = new HashMap<>();
        actual.forEach((key, value) -> assertNull(visited.put(key, value), "visited twice"));
        assertEquals(expected, visited);

        Iterator<K> keys = actual.keys();
        Iterator<Map.Entry<K, V>> entries = actual.entries();
        actual.forEach((key, value) -> {
            assertSame(key, keys.next());
            assertEquals(Map.entry(key, value), entries.next());
        });
        assertTrue(!keys.hasNext() && !entries.hasNext());
        assertEquals(expected.size(), canonicalSize(actual.root, true, 0));
    }

    /** Asserts that the nodes of two maps branch alike. */
    static void assertSameShape(Trie expected, Trie actual) {
        assertEquals(expected.entries, actual.entries);
        assertEquals(expected.children, actual.children);
        assertEquals(expected.slots.length, actual.slots.length);
        for (int i = expected.entriesEnd(); i < expected.slots.length; i++) {
            assertSameShape((Trie) expected.slots[i], (Trie) actual.slots[i]);
        }
    }

    /** Counts the entries below a node, after asserting that all nodes are canonical. */
    private static int canonicalSize(Trie node, boolean root, int depth) {
        int end = node.entriesEnd();
        int size = end / 2;
        boolean branches = (node.entries | node.children) != 0;
        assertEquals(0, node.entries & node.children);
        assertTrue(branches || depth == 6 || root && end == 0, "only the lowest level has no branches");
        assertEquals(branches ? 2 * Long.bitCount(node.entries) : node.slots.length, end);
        for (int i = end; i < node.slots.length; i++) {
            size += canonicalSize((Trie) node.slots[i], false, depth + 1);
        }
        assertTrue(root || size >= 2, "a node for less than two keys");
        return size;
    }
}
