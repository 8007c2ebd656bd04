package dev.sofrito.engine;

import dev.sofrito.CycleException;
import org.jspecify.annotations.Nullable;

/** Makes a claimed cell's memo: validates the old one, and runs the function only if that finds a change. */
final class Compute {

    private Compute() {}

    /**
     * @param old the memo that the cell had at the frame's root or before, or null
     * @param value whether the value is needed
     */
    static Memo memo(Frame frame, @Nullable Memo old, boolean value) {
        frame.owner = Thread.currentThread();
        boolean unchanged = old != null && !frame.frozen && old.holds(frame.root);    // only its value was evicted
        if (old != null && !unchanged && !old.isTransient()) {
            try {
                unchanged = Validate.unchanged(frame, old);
            } catch (CycleException e) {
                // whoever finds a ring marks its frames before it throws
                if (frame.cycle == null) {
                    throw e;
                }
            }
            if (frame.cycle != null) {
                return Publish.cycle(frame, old);
            }
            if (unchanged && (old.value != null || !value)) {
                return Publish.verified(frame, old);
            }
            frame.restart();
        }
        return Execute.run(frame, old, unchanged);
    }
}
