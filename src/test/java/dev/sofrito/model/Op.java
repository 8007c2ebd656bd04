package dev.sofrito.model;

import java.util.List;

/** One step of a program; a view is named by its place among those that are open, modulo how many there are. */
sealed interface Op {

    /** Sets or removes a slot. */
    record Change(int view, Edit edit) implements Op {}

    /** A commit of several edits, which may be given up at its end. */
    record Batch(int view, List<Edit> edits, boolean abort) implements Op {}

    /** A request, by a thread that may have been interrupted before. */
    record Ask(int view, Cell cell, boolean interrupted) implements Op {}

    /** A request for several keys. */
    record AskAll(int view, int query, List<Integer> keys) implements Op {}

    /** Several steps on one view inside one {@code call}. */
    record Block(int view, List<Op> ops) implements Op {}

    /** A look at what is remembered. */
    record Peek(int view, Cell cell) implements Op {}

    /** Direct reads of a slot and of the key set it is in. */
    record Look(int view, Slot slot) implements Op {}

    /** Takes a snapshot. */
    record Take(int view, boolean async) implements Op {}

    /** Closes a snapshot. */
    record Close(int view) implements Op {}

    /** Collects cells. */
    record Collect(int unusedRevisions) implements Op {}
}
