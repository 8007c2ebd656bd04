package dev.sofrito;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * A derived query: a function of a key, computed from inputs and other queries, remembered until something it read
 * changes.
 *
 * @param <K> the keys: immutable, with {@code equals} and {@code hashCode}
 * @param <V> the values: immutable, with {@code equals}
 */
public interface Query<K, V> {

    /**
     * The value for a key at the revision in scope.
     *
     * @throws QueryException if the function fails
     * @throws CycleException if the value needs itself
     * @throws QueryCancelledException if the calling thread is interrupted; its interrupt flag is set
     * @throws IllegalStateException inside a {@link View#commit commit}, or if the view is closed
     */
    V get(K key);

    /**
     * The values for several keys, computed in parallel where they have to be.
     *
     * @return the values by key, in the order of the keys
     * @throws QueryException as {@link #get} does; the first failure stops the others
     */
    Map<K, V> getAll(Collection<? extends K> keys);

    /**
     * The value, if it is remembered and known to hold at the revision in scope; runs nothing and waits for nothing.
     *
     * @throws IllegalStateException inside a query, whose result may not depend on what is remembered
     */
    Optional<V> peek(K key);

    /** The unique name of this query. */
    String name();
}
