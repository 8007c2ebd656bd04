package dev.sofrito.engine;

/**
 * A block of {@code call} or {@code run}: pins a view to one revision, which moves with the block's own mutations.
 */
final class Block extends Scope {

    final ViewState view;

    /** The pinned root; written by {@link #moveTo}, read by the block and its subtasks. */
    volatile Root root;

    /** Holds the root; guarded by this object's monitor. */
    private Hold hold;

    Block(ViewState view, Hold hold) {
        this.view = view;
        this.root = hold.root();
        this.hold = hold;
    }

    /** Moves the pin to a root that the block has just made, or that is current and equal to it; under the commit lock. */
    synchronized void moveTo(Root next) {
        Hold held = Hold.of(next);
        if (held == null) {
            throw view.closedException();
        }
        Hold before = hold;
        hold = held;
        root = next;
        before.release();
    }

    synchronized void end() {
        hold.release();
    }
}
