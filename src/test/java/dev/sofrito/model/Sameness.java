package dev.sofrito.model;

import dev.sofrito.Equality;

/** The ways in which a query of the model compares and represents its values, each of which carries one number. */
enum Sameness {
    /** Numbers, by {@code equals}. */
    EQUALS(Equality.deep()),
    /** Arrays of one number, by content. */
    ARRAY(Equality.deep()),
    /** Numbers with a tag that a predicate overlooks. */
    PREDICATE(Equality.<Tagged>of((a, b) -> a.number() == b.number())),
    /** Numbers of which no two are the same. */
    NEVER(Equality.none());

    /** A number, and something else that nobody reads. */
    record Tagged(int number, int tag) {}

    final Equality equality;

    Sameness(Equality equality) {
        this.equality = equality;
    }

    /** The value that carries a number. */
    Object encode(int number, int tag) {
        return switch (this) {
            case EQUALS, NEVER -> number;
            case ARRAY -> new int[] {number};
            case PREDICATE -> new Tagged(number, tag);
        };
    }

    /** The number that a value carries. */
    static int decode(Object value) {
        return switch (value) {
            case Integer number -> number;
            case int[] array -> array[0];
            case Tagged tagged -> tagged.number();
            default -> throw new IllegalArgumentException("not a value of the model: " + value);
        };
    }
}
