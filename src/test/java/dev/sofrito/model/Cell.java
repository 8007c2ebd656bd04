package dev.sofrito.model;

/** One key of a query of a {@link Definition}. */
record Cell(int query, int key) {

    @Override
    public String toString() {
        return "q" + query + "(" + key + ")";
    }
}
