package dev.sofrito.engine;

/** A subtask that a query forked, as a scope: it records for itself, and its parent takes that over when it joins. */
final class Strand extends Recorder {

    private final Frame frame;

    /**
     * Set by the owner, or by who abandons it, in the monitor; read by other threads in the monitor. See
     * {@link Recorder#end}.
     */
    private volatile boolean ended;

    Strand(Recorder parent) {
        super(parent.root, new Task(parent.task, parent.depth), parent.depth, 0);
        this.frame = parent.frame();
    }

    @Override
    Frame frame() {
        return frame;
    }

    @Override
    void setEnded() {
        ended = true;
    }

    @Override
    boolean hasEnded() {
        return ended;
    }

    /**
     * Ends the recording of a subtask that nobody will join, while it may still run: its thread may record on for a
     * while, to no effect, until it sees that it is no longer the owner.
     */
    void abandon() {
        synchronized (this) {    // who records for it has done so, or is refused
            setEnded();
        }
        owner = null;
    }
}
