package dev.sofrito.engine;

import java.util.AbstractSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The keys of an input's present slots at one root, as an immutable set; a view, not a copy. */
final class KeySet<K> extends AbstractSet<K> {

    private final InputState state;

    KeySet(InputState state) {
        this.state = state;
    }

    @Override
    public int size() {
        return state.present();
    }

    @Override
    public boolean contains(@Nullable Object key) {
        return key != null && state.version(key, NodeTable.hash(key)).value() != null;
    }

    @Override
    public Iterator<K> iterator() {
        var entries = state.versions().entries();
        return new Iterator<>() {

            private @Nullable Object next = advance();

            private @Nullable Object advance() {
                while (entries.hasNext()) {
                    var entry = entries.next();
                    if (entry.getValue().value() != null) {
                        return entry.getKey();
                    }
                }
                return null;
            }

            @Override
            public boolean hasNext() {
                return next != null;
            }

            @Override
            @SuppressWarnings("unchecked")
            public K next() {
                Object key = next;
                if (key == null) {
                    throw new NoSuchElementException();
                }
                next = advance();
                return (K) key;
            }
        };
    }
}
