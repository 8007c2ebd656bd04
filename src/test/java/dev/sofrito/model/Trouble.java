package dev.sofrito.model;

/** The ways in which a function fails. */
enum Trouble {
    /** A checked exception. */
    CHECKED,
    /** An unchecked exception. */
    UNCHECKED,
    /** A null result. */
    NULL;

    /** Fails. */
    void strike(Cell cell, int variant) throws Exception {
        switch (this) {
            case CHECKED -> throw new CheckedTrouble(cell + " broke down " + variant);
            case UNCHECKED -> throw new UncheckedTrouble(cell + " fell over " + variant);
            case NULL -> throw new NullResult(cell);
        }
    }
}
