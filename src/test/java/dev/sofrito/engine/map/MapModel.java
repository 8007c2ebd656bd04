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
        TWO_HIGHEST_BITS(id -> unspread(id << 30 | 12345)),
        THIRTEEN_HIGHEST_BITS(id -> unspread(id << 19 | 12345)),
        PAIRS(id -> unspread(id << 5)),
        NEGATIVE(id -> -1 - id),
        SKIPPING(id -> id % 3 == 0 ? id : id % 3 == 1 ? id << 12 : -id << 24),
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
        assertEquals(expected.size(), canonicalSize(actual.root, true));
    }

    /** Asserts that the nodes of two maps branch alike. */
    static void assertSameShape(Trie expected, Trie actual) {
        assertEquals(expected.entries, actual.entries);
        assertEquals(expected.children, actual.children);
        assertEquals(expected.slots.length, actual.slots.length);
        if (expected.slots.length > 0) {
            assertEquals(expected.place, actual.place);
        }
        for (int i = expected.entriesEnd(); i < expected.slots.length; i++) {
            assertSameShape((Trie) expected.slots[i], (Trie) actual.slots[i]);
        }
    }

    /** Counts the entries below a node, after asserting that all nodes are canonical. */
    private static int canonicalSize(Trie node, boolean root) {
        int end = node.entriesEnd();
        int branches = Long.bitCount(node.entries | node.children);
        assertEquals(0, node.entries & node.children);
        assertEquals(branches > 0 ? 2 * Long.bitCount(node.entries) : node.slots.length, end);
        if (node.slots.length <= 2 && node.children == 0) {
            assertTrue(root, "a node for less than two keys");
        } else if (branches > 0) {
            assertTrue(branches >= 2, "a node of one branch");
            int shift = node.place & 31;
            assertEquals(0, shift % 6);
            node.forEach((key, value) ->
                    assertEquals(0, (hash(key) ^ node.place) >>> shift >>> 6, "in another's place"));
        } else {
            node.forEach((key, value) -> assertEquals(node.place, hash(key), "unequal hashes"));
        }
        int size = end / 2;
        for (int i = end; i < node.slots.length; i++) {
            size += canonicalSize((Trie) node.slots[i], false);
        }
        return size;
    }
}
