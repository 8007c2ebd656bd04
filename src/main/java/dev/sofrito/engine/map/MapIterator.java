package dev.sofrito.engine.map;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** A walk over the entries of a {@link Trie}: those of a node first, then its children. Copies nothing. */
abstract class MapIterator<E> implements Iterator<E> {

    /** Six levels of branches and one of equal hashes. */
    private static final int DEPTH = 7;

    /** The nodes on the way down whose children are not all visited, and how far in their slots the walk is. */
    private final @Nullable Trie[] path = new Trie[DEPTH];
    private final int[] positions = new int[DEPTH];
    private int depth;

    /** The node whose entries are being given, from {@code next} to {@code end}. */
    private Trie node;
    private int next;
    private int end;

    MapIterator(Trie root) {
        node = root;
        enter(root);
        settle();
    }

    abstract E element(Object key, Object value);

    @Override
    public boolean hasNext() {
        return next < end;
    }

    @Override
    public E next() {
        if (next >= end) {
            throw new NoSuchElementException();
        }
        E element = element(node.slots[next], node.slots[next + 1]);
        next += 2;
        settle();
        return element;
    }

    private void enter(Trie child) {
        node = child;
        next = 0;
        end = child.entriesEnd();
        if (end < child.slots.length) {
            path[depth] = child;
            positions[depth++] = end;
        }
    }

    /** Goes on to the next entry there is. */
    private void settle() {
        while (next >= end && depth > 0) {
            Trie parent = path[depth - 1];
            assert parent != null;
            int at = positions[depth - 1]++;
            if (at + 1 == parent.slots.length) {
                path[--depth] = null;
            }
            enter((Trie) parent.slots[at]);
        }
    }
}
