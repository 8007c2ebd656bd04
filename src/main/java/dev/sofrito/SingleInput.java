package dev.sofrito;

import java.util.Optional;

/** An {@link Input} with one slot and no key. */
public interface SingleInput<V> {

    /**
     * The value.
     *
     * @throws MissingInputException if none is set
     */
    V get();

    /** The value, or empty if none is set. */
    Optional<V> find();

    /** Sets the value, as {@link Input#set} does. */
    Revision set(V value);

    /** Removes the value, as {@link Input#remove} does. */
    Revision remove();

    /** The unique name of this input. */
    String name();
}
