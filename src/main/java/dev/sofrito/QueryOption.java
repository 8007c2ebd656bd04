package dev.sofrito;

/** How a query behaves; see the implementing types. */
public sealed interface QueryOption permits Equality, Keep, Failures, Untracked {}
