package dev.sofrito;

/** How long a query remembers that its function failed. */
public enum Failures implements QueryOption {
    /** For the revision at which it failed; at a later one the next request tries again. The default. */
    EACH_REVISION,
    /** Like a value: until something changes that the failed run read. */
    UNTIL_CHANGED
}
