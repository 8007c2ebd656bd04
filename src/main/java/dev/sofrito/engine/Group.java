package dev.sofrito.engine;

import java.util.function.Consumer;

/**
 * Reads made in parallel by forked subtasks: a sequence for each subtask. Within a sequence the order counts, as
 * everywhere; between sequences it does not.
 */
final class Group extends Dependency {

    final Dependency[][] strands;

    Group(Dependency[][] strands) {
        this.strands = strands;
    }

    @Override
    void forEachNode(Consumer<Node> each) {
        for (Dependency[] strand : strands) {
            for (Dependency dependency : strand) {
                dependency.forEachNode(each);
            }
        }
    }
}
