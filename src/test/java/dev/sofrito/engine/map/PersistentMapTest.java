package dev.sofrito.engine.map;

import static dev.sofrito.engine.map.MapModel.assertHolds;
import static dev.sofrito.engine.map.MapModel.hash;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The contract of {@link PersistentMap} at its edges. */
class PersistentMapTest {

    private static final long SEED = 4711;

    @Test
    void theEmptyMapHasNothing() {
        PersistentMap<String, String> empty = PersistentMap.empty();

        assertEquals(0, empty.size());
        assertNull(empty.get("a"));
        assertFalse(empty.keys().hasNext());
        assertThrows(NoSuchElementException.class, () -> empty.keys().next());
        assertSame(empty, empty.edit().build());
    }

    @Test
    void keysAreComparedByEqualsAndTheFirstOneStays() {
        String first = new String("key");
        String second = new String("key");
        PersistentMap<String, String> map = PersistentMap.<String, String>empty()
                .with(first, hash(first), "a")
                .with(second, hash(second), "b");

        assertEquals(1, map.size());
        assertEquals("b", map.get(first));
        assertSame(first, map.keys().next());
        assertSame(first, map.key(second, hash(second)));
        assertNull(map.key("other", hash("other")));
    }

    @Test
    void valuesAreComparedByIdentity() {
        String one = new String("value");
        String two = new String("value");
        PersistentMap<String, String> map = PersistentMap.<String, String>empty().with("k", hash("k"), one);

        assertSame(map, map.with("k", hash("k"), one));
        assertSame(two, map.with("k", hash("k"), two).get("k"));
        assertSame(one, map.get("k"));
    }

    @Test
    void nullIsRefused() {
        PersistentMap.Builder<Object, Object> builder = PersistentMap.empty().edit();

        assertThrows(NullPointerException.class, () -> builder.put("k", hash("k"), null));
        assertThrows(NullPointerException.class, () -> builder.put(null, 0, "v"));
        assertEquals(0, builder.size());
    }

    @Test
    void anIteratorEndsWithAnException() {
        PersistentMap<Integer, Integer> map = PersistentMap.empty();
        for (int i = 0; i < 1000; i++) {
            map = map.with(i, hash(i), i);
        }
        Iterator<Map.Entry<Integer, Integer>> entries = map.entries();
        BitSet seen = new BitSet();
        while (entries.hasNext()) {
            seen.set(entries.next().getKey());
        }

        assertEquals(1000, seen.cardinality());
        assertThrows(NoSuchElementException.class, entries::next);
    }

    @Test
    void spreadIsABijectionOfHashCodes() {
        // It is linear over the bits, so it is a bijection if no sum of the images of single bits cancels out.
        int[] basis = new int[32];
        for (int bit = 0; bit < 32; bit++) {
            int image = hash(1 << bit);
            while (image != 0 && basis[31 - Integer.numberOfLeadingZeros(image)] != 0) {
                image ^= basis[31 - Integer.numberOfLeadingZeros(image)];
            }
            assertFalse(image == 0, "bit " + bit);
            basis[31 - Integer.numberOfLeadingZeros(image)] = image;
        }
    }

    @Test
    void neighboursShareANode() {
        PersistentMap.Builder<Integer, Integer> builder = PersistentMap.<Integer, Integer>empty().edit();
        for (int i = 0; i < 64 * 64; i++) {
            builder.put(i, hash(i), i);
        }
        Trie root = builder.build().root;

        assertEquals(64, root.slots.length);
        for (int i = 0; i < 64; i++) {
            Trie child = (Trie) root.slots[63 - i];
            assertEquals(2 * 64, child.entriesEnd());
            for (int j = 0; j < 64; j++) {
                assertEquals(64 * i + j, child.slots[2 * j]);
            }
        }
    }

    @Test
    void aLargeMapHoldsWhatAHashMapHolds() {
        Random random = new Random(SEED);
        Map<Integer, String> model = new HashMap<>();
        PersistentMap.Builder<Integer, String> builder = PersistentMap.<Integer, String>empty().edit();
        for (int i = 0; i < 100_000; i++) {
            Integer key = random.nextInt(1 << 18);
            String value = "v" + i;
            model.put(key, value);
            builder.put(key, hash(key), value);
            Integer gone = random.nextInt(1 << 18);
            assertSame(model.remove(gone), builder.remove(gone, hash(gone)), () -> "seed " + SEED);
        }

        assertHolds(model, builder.build());
    }
}
