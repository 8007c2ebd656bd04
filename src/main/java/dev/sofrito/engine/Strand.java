package dev.sofrito.engine;

/** A subtask that a query forked, as a scope: it records for itself, and its parent takes that over when it joins. */
final class Strand extends Recorder {

    private final Frame frame;

    Strand(Recorder parent) {
        super(parent.root, new Task(parent.task, parent.depth), parent.depth, 0);
        this.frame = parent.frame();
    }

    @Override
    Frame frame() {
        return frame;
    }
}
