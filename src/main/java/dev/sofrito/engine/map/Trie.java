package dev.sofrito.engine.map;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A node of a {@link PersistentMap}. */
final class Trie {

    /*
     * A compressed hash-array mapped prefix trie (Steindorfer and Vinju, OOPSLA 2015). A node stands for all keys whose
     * hashes begin with the same bits, and branches on the next six, lowest first: with 64 branches a million entries
     * take no more memory than with the usual 32, and reach one level less deep. For each branch a node has
     *   - nothing, or
     *   - an entry, bit set in `entries`: key and value lie side by side in `slots`, entries ordered by branch, or
     *   - a child, bit set in `children`: it lies in `slots` after the entries, in reverse order of branch, so that it
     *     is found from the end and no count of the entries is needed.
     * Below six levels the hash is used up: a node there has no bits, only entries, whose hashes are all equal.
     *
     * Canonical: every node but the root stands for two keys or more, so a removal that leaves a child with one entry
     * moves that entry into the parent. Maps of equal keys thus have equal shape, however they were made.
     *
     * As `1L << n` looks at the lowest six bits of n only, `1L << hash` is the bit of the branch, and a level down is
     * `hash >>>= 6`. Only `put` must know how deep it is: `depth` counts the bits consumed.
     */
    static final Trie EMPTY = new Trie(null, 0, 0, new Object[0]);

    private static final int BITS = 6;

    /** The token of the builder that may change this node, if it is still the builder's; never changes. */
    private final @Nullable Object owner;

    /** Which branches are an entry. This and the fields below are written by the owner, before a map has the node. */
    long entries;

    /** Which branches are a child; none of them is in {@link #entries}. */
    long children;

    /** Keys with values, then children backwards; exactly as long as needed. */
    Object[] slots;

    private Trie(@Nullable Object owner, long entries, long children, Object[] slots) {
        this.owner = owner;
        this.entries = entries;
        this.children = children;
        this.slots = slots;
    }

    @Nullable Object get(Object key, int hash) {
        Trie node = this;
        while (true) {
            long bit = 1L << hash;
            Object[] slots = node.slots;
            long children = node.children;
            if ((children & bit) != 0) {
                node = (Trie) slots[slots.length - 1 - below(children, bit)];
                hash >>>= BITS;
                continue;
            }
            long entries = node.entries;
            if ((entries & bit) != 0) {
                int at = 2 * below(entries, bit);
                Object found = slots[at];
                return found == key || found.equals(key) ? slots[at + 1] : null;
            }
            if ((entries | children) == 0) {
                int at = indexOf(slots, key);
                return at < 0 ? null : slots[at + 1];
            }
            return null;
        }
    }

    /** This node with a key set, after noting its previous value in the edit. */
    Trie put(PersistentMap.Builder<?, ?> edit, int depth, int hash, Object key, Object value) {
        if (depth > Integer.SIZE) {
            int at = indexOf(slots, key);
            return at < 0
                    ? change(edit, 0, 0, insert(slots, slots.length, key, value))
                    : setValue(edit, at, value);
        }
        long bit = 1L << hash;
        if ((children & bit) != 0) {
            int at = slots.length - 1 - below(children, bit);
            Trie child = (Trie) slots[at];
            Trie changed = child.put(edit, depth + BITS, hash >>> BITS, key, value);
            return changed == child ? this : set(edit, at, changed);
        }
        int at = 2 * below(entries, bit);
        if ((entries & bit) == 0) {
            return change(edit, entries | bit, children, insert(slots, at, key, value));
        }
        Object found = slots[at];
        if (found == key || found.equals(key)) {
            return setValue(edit, at, value);
        }
        // On the last level this shifts by 36, which Java takes for 4; but below it no hash is looked at.
        int foundHash = PersistentMap.spread(found) >>> depth + BITS;
        Trie child = pair(edit.token, depth + BITS, foundHash, found, slots[at + 1], hash >>> BITS, key, value);
        return change(edit, entries ^ bit, children | bit, push(at, below(children, bit), child));
    }

    /**
     * This node without a key, after noting its previous value in the edit. If one entry is left, this is not
     * canonical: the caller, if it is a parent, pulls the entry up.
     */
    Trie remove(PersistentMap.Builder<?, ?> edit, int hash, Object key) {
        if ((entries | children) == 0) {
            int at = indexOf(slots, key);
            return at < 0 ? this : removeEntry(edit, 0, at);
        }
        long bit = 1L << hash;
        if ((entries & bit) != 0) {
            int at = 2 * below(entries, bit);
            Object found = slots[at];
            return found == key || found.equals(key) ? removeEntry(edit, entries ^ bit, at) : this;
        }
        if ((children & bit) == 0) {
            return this;
        }
        int fromEnd = below(children, bit);
        int at = slots.length - 1 - fromEnd;
        Trie child = (Trie) slots[at];
        Trie changed = child.remove(edit, hash >>> BITS, key);
        if (changed.slots.length == 2 && changed.children == 0) {
            Object[] pulled = pull(2 * below(entries, bit), fromEnd, changed.slots[0], changed.slots[1]);
            return change(edit, entries | bit, children ^ bit, pulled);
        }
        return changed == child ? this : set(edit, at, changed);
    }

    void forEach(BiConsumer<Object, Object> action) {
        int end = entriesEnd();
        for (int i = 0; i < end; i += 2) {
            action.accept(slots[i], slots[i + 1]);
        }
        for (int i = end; i < slots.length; i++) {
            ((Trie) slots[i]).forEach(action);
        }
    }

    /** Where in {@link #slots} the entries end and the children begin. */
    int entriesEnd() {
        return slots.length - Long.bitCount(children);
    }

    /** How many of the bits are below one of them. */
    private static int below(long bits, long bit) {
        return Long.bitCount(bits & bit - 1);
    }

    /** Where the key is among entries of equal hash, or -1. */
    private static int indexOf(Object[] slots, Object key) {
        for (int i = 0; i < slots.length; i += 2) {
            if (slots[i] == key || slots[i].equals(key)) {
                return i;
            }
        }
        return -1;
    }

    /** A node of two entries; the hashes come without the bits above {@code depth}. */
    private static Trie pair(
            @Nullable Object owner,
            int depth,
            int hash1,
            Object key1,
            Object value1,
            int hash2,
            Object key2,
            Object value2) {
        if (depth > Integer.SIZE) {
            return new Trie(owner, 0, 0, new Object[] {key1, value1, key2, value2});
        }
        long bit1 = 1L << hash1;
        long bit2 = 1L << hash2;
        if (bit1 == bit2) {
            Trie child = pair(owner, depth + BITS, hash1 >>> BITS, key1, value1, hash2 >>> BITS, key2, value2);
            return new Trie(owner, 0, bit1, new Object[] {child});
        }
        return new Trie(owner, bit1 | bit2, 0, Long.compareUnsigned(bit1, bit2) < 0
                ? new Object[] {key1, value1, key2, value2}
                : new Object[] {key2, value2, key1, value1});
    }

    private boolean ownedBy(PersistentMap.Builder<?, ?> edit) {
        return owner != null && owner == edit.token;
    }

    private Trie change(PersistentMap.Builder<?, ?> edit, long entries, long children, Object[] slots) {
        if (!ownedBy(edit)) {
            return new Trie(edit.token, entries, children, slots);
        }
        this.entries = entries;
        this.children = children;
        this.slots = slots;
        return this;
    }

    private Trie set(PersistentMap.Builder<?, ?> edit, int at, Object element) {
        Trie node = ownedBy(edit) ? this : new Trie(edit.token, entries, children, slots.clone());
        node.slots[at] = element;
        return node;
    }

    private Trie setValue(PersistentMap.Builder<?, ?> edit, int key, Object value) {
        Object previous = slots[key + 1];
        edit.previous = previous;
        return previous == value ? this : set(edit, key + 1, value);
    }

    private Trie removeEntry(PersistentMap.Builder<?, ?> edit, long entries, int at) {
        edit.previous = slots[at + 1];
        Object[] less = new Object[slots.length - 2];
        System.arraycopy(slots, 0, less, 0, at);
        System.arraycopy(slots, at + 2, less, at, less.length - at);
        return change(edit, entries, children, less);
    }

    private static Object[] insert(Object[] slots, int at, Object key, Object value) {
        Object[] more = new Object[slots.length + 2];
        System.arraycopy(slots, 0, more, 0, at);
        more[at] = key;
        more[at + 1] = value;
        System.arraycopy(slots, at, more, at + 2, slots.length - at);
        return more;
    }

    /** The slots with the entry at an index replaced by a child that has so many children after it. */
    private Object[] push(int entry, int fromEnd, Trie child) {
        int kept = slots.length - fromEnd;
        Object[] changed = new Object[slots.length - 1];
        System.arraycopy(slots, 0, changed, 0, entry);
        System.arraycopy(slots, entry + 2, changed, entry, kept - entry - 2);
        changed[kept - 2] = child;
        System.arraycopy(slots, kept, changed, kept - 1, fromEnd);
        return changed;
    }

    /** The slots with the child that has so many children after it replaced by an entry at an index. */
    private Object[] pull(int entry, int fromEnd, Object key, Object value) {
        int child = slots.length - 1 - fromEnd;
        Object[] changed = new Object[slots.length + 1];
        System.arraycopy(slots, 0, changed, 0, entry);
        changed[entry] = key;
        changed[entry + 1] = value;
        System.arraycopy(slots, entry, changed, entry + 2, child - entry);
        System.arraycopy(slots, child + 1, changed, child + 2, fromEnd);
        return changed;
    }
}
