package dev.sofrito.model;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Something that a run read, and what it saw. */
sealed interface Read {

    /** A slot, or its absence. */
    record OfSlot(Slot slot, @Nullable Integer number) implements Read {}

    /** The key set of an input. */
    record OfKeys(int input, Set<Integer> keys) implements Read {}

    /** A cell; nothing was seen of it if the reader was stopped before. */
    record OfCell(Cell cell, @Nullable Seen seen) implements Read {}
}
