package dev.sofrito.engine;

/**
 * Reads made in parallel by forked subtasks: a sequence for each subtask. Within a sequence the order counts, as
 * everywhere; between sequences it does not.
 */
final class Group extends Dependency {

    final Dependency[][] strands;

    Group(Dependency[][] strands) {
        this.strands = strands;
    }
}
