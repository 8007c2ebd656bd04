package dev.sofrito.model;

import java.util.List;

/** One thing that the function of a cell does; its result is mixed into the cell's accumulator. */
sealed interface Step {

    /** A required read of a slot. */
    record Get(Slot slot) implements Step {}

    /** An optional read of a slot. */
    record Find(Slot slot) implements Step {}

    /** An optional read of the slot that the accumulator picks. */
    record FindAt(int input) implements Step {}

    /** A read of the key set alone. */
    record Keys(int input) implements Step {}

    /** A read of the key set and then of each value. */
    record Values(int input) implements Step {}

    /** A request whose failure is the cell's own. */
    record Ask(Cell cell) implements Step {}

    /** A request for the key that the accumulator picks. */
    record AskAt(int query) implements Step {}

    /** A request whose failure is caught. */
    record Try(Cell cell) implements Step {}

    /** A request for several keys at once. */
    record All(int query, List<Integer> keys) implements Step {}

    /** Goes on in one of two ways, as the accumulator says. */
    record If(int modulus, List<Step> then, List<Step> otherwise) implements Step {}

    /** Fails if the accumulator says so. */
    record Fail(int modulus, Trouble trouble) implements Step {}

    /** A read of the outside world, which is not tracked. */
    record Outside() implements Step {}

    /** Does several things in parallel. */
    record Fork(Forking forking, List<List<Step>> branches) implements Step {}
}
