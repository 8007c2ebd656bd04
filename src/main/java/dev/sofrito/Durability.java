package dev.sofrito;

/**
 * How rarely an input changes. It never changes a result, only what keeping it up to date costs. The idea is salsa's.
 */
public enum Durability implements InputOption {
    /** Changes often, as what is being edited does: a change costs in proportion to what depends on it. */
    LOW,
    /**
     * Changes now and then, as settings do: costs no memory for edges; a change has all that read any such input
     * checked again when asked for.
     */
    MEDIUM,
    /** Hardly ever changes, as a standard library does; as {@link #MEDIUM}, told apart from it. */
    HIGH
}
