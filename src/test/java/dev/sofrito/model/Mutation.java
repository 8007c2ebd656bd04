package dev.sofrito.model;

import java.util.List;

/** An operation that set and removed slots, when it was called and returned, and the revision that it said it made. */
record Mutation(List<Edit> edits, long called, long returned, long revision) {}
