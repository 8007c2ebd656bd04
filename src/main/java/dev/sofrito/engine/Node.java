package dev.sofrito.engine;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Something that can be depended on: a {@link Slot} of an input or a {@link Cell} of a query, in one branch. */
abstract sealed class Node extends Dependency permits Slot, Cell {

    /** The key within its ingredient. */
    final Object key;

    /** The spread hash of the key, see {@link NodeTable#hash}. */
    final int hash;

    /**
     * Whether the key is an {@link Integer}, which its hash tells from all others. So to compare it takes no look at
     * the key itself, which in a large table is one more place in memory to wait for.
     */
    private final boolean integer;

    /**
     * Next in its bin of the {@link NodeTable} that holds this node; written by who puts it in before anyone sees it,
     * and then under a lock of the bin's stripe; read by anyone.
     */
    @Nullable Node next;

    /**
     * The cells that depend on this node, in one of the forms that {@link Edges} knows. Written and read only by
     * {@link Edges}; {@link ReadAhead} looks at it, too, as at a guess.
     */
    @SuppressWarnings("unused")
    volatile @Nullable Object dependents;

    Node(Object key, int hash) {
        this.key = key;
        this.hash = hash;
        this.integer = key instanceof Integer;
    }

    @Override
    final void forEachNode(Consumer<Node> each) {
        each.accept(this);
    }

    final boolean isFor(Object key, int hash) {
        return this.hash == hash && (this.key == key || (integer ? key instanceof Integer : this.key.equals(key)));
    }

    /** Whether it takes a look at the key to tell whether it is the one wanted. */
    final boolean comparesKeys() {
        return !integer;
    }

    /** What people call it: {@code name(key)}. */
    abstract String label();
}
