package dev.sofrito;

/** An interner: gives equal values the same reference, which compares by identity in constant time. */
public interface Interned<T> {

    /**
     * The reference to a value.
     *
     * @throws LimitExceededException if the value is new and would pass the database's byte budget
     */
    Ref<T> intern(T value);

    /** The unique name of this interner. */
    String name();
}
