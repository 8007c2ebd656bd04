package dev.sofrito.model;

import org.jspecify.annotations.Nullable;

/** Sets a slot to a number, or removes it. */
record Edit(Slot slot, @Nullable Integer number) {

    @Override
    public String toString() {
        return slot + (number == null ? " removed" : " = " + number);
    }
}
