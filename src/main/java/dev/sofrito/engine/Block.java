package dev.sofrito.engine;

/**
 * A block of {@code call} or {@code run}: pins a view to one revision, which moves with the block's own mutations.
 */
final class Block extends Scope {

    final ViewState view;

    /**
     * The pinned root, and one at which no memo holds once the block has ended; written under the monitor, read by the
     * block and its subtasks.
     */
    volatile Root root;

    /** Holds the root; guarded by this object's monitor. */
    private Hold hold;

    Block(ViewState view, Hold hold) {
        this.view = view;
        this.root = hold.root();
        this.hold = hold;
    }

    /** The pinned root, for who does not look for a memo there. */
    Root pinned() {
        Root pinned = root;
        if (pinned.revision == Branch.CLOSED) {
            throw new IllegalStateException(
                    "a task acts on behalf of a block that has ended: wait for the task inside the block");
        }
        return pinned;
    }

    /**
     * Moves the pin to a root that the block has just made, or that is current and equal to it; under the commit lock.
     */
    synchronized void moveTo(Root next) {
        if (root.revision == Branch.CLOSED) {
            return;    // the mutation of a task that was left behind
        }
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
        root = root.branch.closed;
        hold.release();
    }
}
