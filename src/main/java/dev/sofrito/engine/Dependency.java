package dev.sofrito.engine;

import java.util.function.Consumer;

/** What a memo depends on: a node, or a group of nodes that were read in parallel. */
abstract sealed class Dependency permits Node, Group {

    static final Dependency[] NONE = {};

    /** Itself, or each node of the group. */
    abstract void forEachNode(Consumer<Node> each);
}
