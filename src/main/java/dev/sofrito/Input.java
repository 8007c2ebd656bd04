package dev.sofrito;

import java.util.Optional;
import java.util.Set;

/**
 * An input: slots by key, set from outside, from which everything else is derived.
 *
 * <p>Reads and mutations act on the view in scope (see {@link View}). Inside a query each read is a dependency,
 * also on the absence of a slot.
 *
 * @param <K> the keys: immutable, with {@code equals} and {@code hashCode}
 * @param <V> the values: immutable, with {@code equals}
 */
public interface Input<K, V> {

    /**
     * The value of a slot that must be there.
     *
     * @throws MissingInputException if the slot is absent
     */
    V get(K key);

    /** The value of a slot, or empty if the slot is absent. */
    Optional<V> find(K key);

    /**
     * The keys of all present slots, as an immutable set. Inside a query it is a dependency on membership alone: a
     * changed value under an unchanged key set is no change.
     */
    Set<K> keys();

    /**
     * Sets a slot. Setting a value equal to the present one changes nothing.
     *
     * @return the revision that holds the value; inside {@link View#commit} that of before the commit
     * @throws IllegalStateException inside a query of the same database
     * @throws ClassCastException if key or value is not of the class that the input was defined with
     * @throws LimitExceededException if it would pass the database's byte budget
     */
    Revision set(K key, V value);

    /**
     * Makes a slot absent. Removing an absent slot changes nothing.
     *
     * @return the revision in which the slot is absent; inside {@link View#commit} that of before the commit
     * @throws IllegalStateException inside a query of the same database
     * @throws ClassCastException if the key is not of the class that the input was defined with
     */
    Revision remove(K key);

    /** The unique name of this input. */
    String name();
}
