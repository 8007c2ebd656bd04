package dev.sofrito;

/**
 * Says that a query reads the outside world (a clock, a file, the network): it runs again once per revision. A run that
 * gives an equal value is still no change for its dependents.
 */
public enum Untracked implements QueryOption {
    /** The option. */
    INSTANCE
}
