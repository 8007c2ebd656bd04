package dev.sofrito.engine;

/** What a memo depends on: a node, or a group of nodes that were read in parallel. */
abstract sealed class Dependency permits Node, Group {

    static final Dependency[] NONE = {};
}
