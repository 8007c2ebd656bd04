package dev.sofrito.engine.map;

import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable hash map: {@link #with} and {@link #without} give a new map that shares almost all of its memory with
 * the old one, {@link #edit} makes many changes at once. Neither keys nor values are null. Values are compared by
 * identity, so storing the value already there gives the same map back. Safe to share between threads in any way.
 *
 * <p>Methods that take a hash want {@link #spread} of the key: who has it at hand need not compute it again.
 *
 * @param <K> the keys, compared with {@code equals}
 * @param <V> the values
 */
public final class PersistentMap<K, V> {

    private static final PersistentMap<?, ?> EMPTY = new PersistentMap<>(Trie.EMPTY, 0);

    /*
     * A CHAMP trie, see Trie. Its nodes have fields that are not final, since a builder changes its own in place; what
     * makes a map safe to publish by a race is that `root` is final, written after the builder's last change, and that
     * nobody changes a node that a map can reach: a builder changes only nodes that carry its token, and build()
     * discards the token.
     */
    final Trie root;

    private final int size;

    PersistentMap(Trie root, int size) {
        this.root = root;
        this.size = size;
    }

    /** The map without entries. */
    @SuppressWarnings("unchecked")
    public static <K, V> PersistentMap<K, V> empty() {
        return (PersistentMap<K, V>) EMPTY;
    }

    /**
     * The hash of a key as this map wants it: a bijection of its hash code that brings the high bits down, so that keys
     * which differ only there spread too, and that keeps neighbours together, so that keys 1, 2, 3 … share cache lines.
     */
    public static int spread(Object key) {
        return spread(key.hashCode());
    }

    /** The same, of its hash code. */
    public static int spread(int code) {
        return code ^ code >>> 16;
    }

    /** How many entries there are. */
    public int size() {
        return size;
    }

    /** The value of a key, or null. */
    public @Nullable V get(K key) {
        return get(key, spread(key));
    }

    /** The value of a key, or null. */
    @SuppressWarnings("unchecked")
    public @Nullable V get(K key, int hash) {
        return (V) root.get(key, hash, 1);
    }

    /** The key that this map has and that equals a given one, or null. */
    @SuppressWarnings("unchecked")
    public @Nullable K key(K key, int hash) {
        return (K) root.get(key, hash, 0);
    }

    /** This map with a key set to a value; this map itself if that is its value. */
    public PersistentMap<K, V> with(K key, int hash, V value) {
        Builder<K, V> once = new Builder<>(this, null);
        once.put(key, hash, value);
        return once.build();
    }

    /** This map without a key; this map itself if it has no such key. */
    public PersistentMap<K, V> without(K key, int hash) {
        Builder<K, V> once = new Builder<>(this, null);
        once.remove(key, hash);
        return once.build();
    }

    /** A builder that starts with the entries of this map. */
    public Builder<K, V> edit() {
        return new Builder<>(this, new Object());
    }

    /** Calls an action with every key and its value, in the order of {@link #entries}. */
    @SuppressWarnings("unchecked")
    public void forEach(BiConsumer<? super K, ? super V> action) {
        root.forEach((BiConsumer<Object, Object>) Objects.requireNonNull(action, "action"));
    }

    /** The keys, in an order that depends on their hashes alone, but for keys of equal hash. */
    public Iterator<K> keys() {
        return new MapIterator<>(root) {
            @Override
            K element(Object key, Object value) {
                @SuppressWarnings("unchecked")
                K k = (K) key;
                return k;
            }
        };
    }

    /** The entries, in the order of {@link #keys}. */
    public Iterator<Map.Entry<K, V>> entries() {
        return new MapIterator<>(root) {
            @Override
            @SuppressWarnings("unchecked")
            Map.Entry<K, V> element(Object key, Object value) {
                return Map.entry((K) key, (V) value);
            }
        };
    }

    /**
     * A {@link PersistentMap} under construction, for many changes at once; belongs to one thread at a time. It changes
     * in place the nodes that it made itself since it began or since the last {@link #build}, and copies all others.
     *
     * @param <K> the keys
     * @param <V> the values
     */
    public static final class Builder<K, V> {

        private PersistentMap<K, V> base;
        private Trie root;
        private int size;

        /** What marks the nodes this builder may change; null: none. A plain object, since nodes keep it alive. */
        @Nullable Object token;

        /** The value that the change under way found for its key; written by {@link Trie}. */
        @Nullable Object previous;

        Builder(PersistentMap<K, V> base, @Nullable Object token) {
            this.base = base;
            this.root = base.root;
            this.size = base.size();
            this.token = token;
        }

        /** How many entries there are now. */
        public int size() {
            return size;
        }

        /** The value that a key has now, or null. */
        public @Nullable V get(K key) {
            return get(key, PersistentMap.spread(key));
        }

        /** The value that a key has now, or null. */
        @SuppressWarnings("unchecked")
        public @Nullable V get(K key, int hash) {
            return (V) root.get(key, hash, 1);
        }

        /** Sets a key to a value and gives the value that it had, or null. */
        public @Nullable V put(K key, int hash, V value) {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(value, "value");
            previous = null;
            root = root.put(this, hash, key, value);
            if (previous == null) {
                size++;
            }
            return previous();
        }

        /** Removes a key and gives the value that it had, or null. */
        public @Nullable V remove(K key, int hash) {
            previous = null;
            root = root.remove(this, hash, key);
            if (previous != null) {
                size--;
            }
            return previous();
        }

        /** The map with the entries as they are now. The builder can go on; that does not change the map. */
        public PersistentMap<K, V> build() {
            if (root != base.root) {
                if (token != null) {
                    token = new Object();
                }
                base = size == 0 ? PersistentMap.empty() : new PersistentMap<>(root, size);
                root = base.root;
            }
            return base;
        }

        @SuppressWarnings("unchecked")
        private @Nullable V previous() {
            V value = (V) previous;
            previous = null;
            return value;
        }
    }
}
