package dev.sofrito.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Node tables by ingredient, made when first needed. */
class Tables {

    /** By {@link Ingredient#id}; replaced by a longer copy, and filled, under this object's monitor. */
    private volatile @Nullable NodeTable<?>[] tables = new NodeTable<?>[0];

    /** The cells of a query. */
    final NodeTable<Cell> cells(QueryDefinition query) {
        return table(query);
    }

    // The table of an input holds slots and that of a query cells; nobody else adds to them.
    @SuppressWarnings("unchecked")
    final <N extends Node> NodeTable<N> table(Ingredient ingredient) {
        @Nullable NodeTable<?>[] known = tables;
        NodeTable<?> table = ingredient.id < known.length ? known[ingredient.id] : null;
        return (NodeTable<N>) (table != null ? table : add(ingredient.id));
    }

    private synchronized NodeTable<?> add(int id) {
        @Nullable NodeTable<?>[] known = tables;
        NodeTable<?> table = id < known.length ? known[id] : null;
        if (table == null) {
            table = new NodeTable<>();
            known = Arrays.copyOf(known, Math.max(known.length, id + 1));
            known[id] = table;
            tables = known;
        }
        return table;
    }
}
