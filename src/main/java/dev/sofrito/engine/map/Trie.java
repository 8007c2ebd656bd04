package dev.sofrito.engine.map;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A node of a {@link PersistentMap}. */
final class Trie {

    /*
     * A compressed hash-array mapped prefix trie (Steindorfer and Vinju, OOPSLA 2015), from the highest bits of the
     * hash to the lowest, and without nodes of one branch (as in Morrison's PATRICIA, JACM 1968). So keys 0, 1, 2 …
     * lie side by side, 64 to a node, with their values: who asks for them in order finds the next one in cache, and
     * the garbage collector keeps them together.
     *
     * A node stands for two or more keys whose hashes begin with the same bits, and branches on the six after those.
     * For each branch it has
     *   - nothing, or
     *   - an entry, bit set in `entries`: key and value lie side by side in `slots`, entries ordered by branch, or
     *   - a child, bit set in `children`: it lies in `slots` after the entries, in reverse order of branch, so that it
     *     is found from the end and no count of the entries is needed.
     * Keys of equal hash are in a node that has no bits, only entries.
     *
     * Canonical: every node but the root has two branches or more, so a removal that leaves one puts that in the place
     * of the node. A map of one entry is a node that branches on the lowest bits. Maps of equal keys thus have equal
     * shape, however they were made.
     */
    static final Trie EMPTY = new Trie(null, 0, 0, 0, new Object[0]);

    private static final int BITS = 6;

    /** The token of the builder that may change this node, if it is still the builder's; never changes. */
    private final @Nullable Object owner;

    /**
     * The bits that the hashes of all keys begin with, then zeros but for the lowest five bits: how far to the right of
     * the branch is, a multiple of six. As a shift looks at these five only, {@code 1L << (hash >>> place)} is the bit
     * of the branch. Of a node of equal hashes: that hash.
     */
    final int place;

    /** Which branches are an entry. This and the fields below are written by the owner, before a map has the node. */
    long entries;

    /** Which branches are a child; none of them is in {@link #entries}. */
    long children;

    /** Keys with values, then children backwards; exactly as long as needed. */
    Object[] slots;

    private Trie(@Nullable Object owner, int place, long entries, long children, Object[] slots) {
        this.owner = owner;
        this.place = place;
        this.entries = entries;
        this.children = children;
        this.slots = slots;
    }

    /** Of the entry of a key, what is at an offset in {@link #slots}: 0 for its key, 1 for its value; or null. */
    @Nullable Object get(Object key, int hash, int offset) {
        Trie node = this;
        while (true) {
            long bit = node.bit(hash);
            Object[] slots = node.slots;
            long children = node.children;
            if ((children & bit) != 0) {
                node = (Trie) slots[slots.length - 1 - below(children, bit)];
                continue;
            }
            long entries = node.entries;
            if ((entries & bit) != 0) {
                int at = 2 * below(entries, bit);
                Object found = slots[at];
                return found == key || found.equals(key) ? slots[at + offset] : null;
            }
            if ((entries | children) == 0) {
                int at = indexOf(slots, key);
                return at < 0 ? null : slots[at + offset];
            }
            return null;
        }
    }

    /** This node with a key set, after noting its previous value in the edit. */
    Trie put(PersistentMap.Builder<?, ?> edit, int hash, Object key, Object value) {
        if (slots.length == 0) {
            return single(edit.token, hash, key, value);
        }
        int differing = differing(hash);
        if (differing != 0) {
            return beside(edit.token, place(hash, differing), hash, key, value);
        }
        if ((entries | children) == 0) {
            int at = indexOf(slots, key);
            return at < 0
                    ? change(edit, 0, 0, insert(slots, slots.length, key, value))
                    : setValue(edit, at, value);
        }
        long bit = bit(hash);
        if ((children & bit) != 0) {
            int at = slots.length - 1 - below(children, bit);
            Trie child = (Trie) slots[at];
            Trie changed = child.put(edit, hash, key, value);
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
        Trie child = pair(edit.token, PersistentMap.spread(found), found, slots[at + 1], hash, key, value);
        return slots.length == 2    // else this would have one branch
                ? child
                : change(edit, entries ^ bit, children | bit, push(at, below(children, bit), child));
    }

    /**
     * This node without a key, after noting its previous value in the edit; or what is left of it: its only child, or a
     * {@link #single} entry, which the caller pulls up, if it is a parent.
     */
    Trie remove(PersistentMap.Builder<?, ?> edit, int hash, Object key) {
        if ((entries | children) == 0) {
            int at = indexOf(slots, key);
            return at < 0 ? this : removeEntry(edit, 0, at);
        }
        long bit = bit(hash);
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
        Trie changed = child.remove(edit, hash, key);
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

    /** The branch of a hash. */
    private long bit(int hash) {
        return 1L << (hash >>> place);
    }

    /** The bits in which a hash is not as those of this node's keys begin: none, if a key of that hash belongs here. */
    private int differing(int hash) {
        int beginning = (entries | children) == 0 ? -1 : -1 << BITS << (place & 31);
        return (hash ^ place) & beginning;
    }

    /** The place of the node that branches where the highest of some bits is. */
    private static int place(int hash, int differing) {
        int shift = (Integer.SIZE - 1 - Integer.numberOfLeadingZeros(differing)) / BITS * BITS;
        return hash & -1 << BITS << shift | shift;
    }

    /** A node of two entries. */
    private static Trie pair(
            @Nullable Object owner, int hash1, Object key1, Object value1, int hash2, Object key2, Object value2) {
        if (hash1 == hash2) {
            return new Trie(owner, hash1, 0, 0, new Object[] {key1, value1, key2, value2});
        }
        int place = place(hash1, hash1 ^ hash2);
        long bits = 1L << (hash1 >>> place) | 1L << (hash2 >>> place);
        return new Trie(owner, place, bits, 0, Integer.compareUnsigned(hash1, hash2) < 0
                ? new Object[] {key1, value1, key2, value2}
                : new Object[] {key2, value2, key1, value1});
    }

    /** A node of one entry, as a map of that has it. */
    private static Trie single(@Nullable Object owner, int hash, Object key, Object value) {
        int place = hash & -1 << BITS;
        return new Trie(owner, place, 1L << (hash >>> place), 0, new Object[] {key, value});
    }

    /** A node that branches at a place, to this node and to an entry that does not belong here. */
    private Trie beside(@Nullable Object owner, int place, int hash, Object key, Object value) {
        if (slots.length == 2 && children == 0) {
            return pair(owner, PersistentMap.spread(slots[0]), slots[0], slots[1], hash, key, value);
        }
        return new Trie(
                owner, place, 1L << (hash >>> place), 1L << (this.place >>> place), new Object[] {key, value, this});
    }

    private boolean ownedBy(PersistentMap.Builder<?, ?> edit) {
        return owner != null && owner == edit.token;
    }

    private Trie change(PersistentMap.Builder<?, ?> edit, long entries, long children, Object[] slots) {
        if (!ownedBy(edit)) {
            return new Trie(edit.token, place, entries, children, slots);
        }
        this.entries = entries;
        this.children = children;
        this.slots = slots;
        return this;
    }

    private Trie set(PersistentMap.Builder<?, ?> edit, int at, Object element) {
        Trie node = ownedBy(edit) ? this : new Trie(edit.token, place, entries, children, slots.clone());
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
        if (less.length == 1) {
            return (Trie) less[0];
        }
        return less.length == 2 && children == 0
                ? single(edit.token, PersistentMap.spread(less[0]), less[0], less[1])
                : change(edit, entries, children, less);
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
