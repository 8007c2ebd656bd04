package dev.sofrito;

/**
 * A reference to an interned value. Equality is identity: two references from one {@link Interned} are the same object
 * exactly if their values are equal.
 */
public interface Ref<T> {

    /** The value. */
    T value();
}
