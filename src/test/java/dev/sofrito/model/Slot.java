package dev.sofrito.model;

/** One key of an input of a {@link Definition}; that of a single input is 0. */
record Slot(int input, int key) {

    @Override
    public String toString() {
        return "i" + input + "(" + key + ")";
    }
}
