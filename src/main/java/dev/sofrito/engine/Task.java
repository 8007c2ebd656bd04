package dev.sofrito.engine;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A line of execution of a request: the request itself, or a subtask that it forked. It waits for at most one frame at
 * a time. What says so is guarded by the lock of {@link WaitGraph}.
 */
final class Task {

    /** What forked it, or null for a request of its own. */
    final @Nullable Task parent;

    /** How deep the parent was when it forked this. */
    final int forkDepth;

    /** Set by who gave the request up, before the thread is interrupted: the function may swallow that. */
    private volatile boolean cancelled;

    /** What it waits for, on whose behalf, on which thread; null while it does not wait. */
    @Nullable Frame waitingFor;
    @Nullable Frame asker;
    @Nullable Thread thread;

    /** Subtasks that wait, themselves or through subtasks of theirs. */
    private @Nullable Set<Task> blocked;

    Task(@Nullable Task parent, int forkDepth) {
        this.parent = parent;
        this.forkDepth = forkDepth;
    }

    void cancel() {
        cancelled = true;
    }

    /** Whether the calling thread, which works for this task, is to give up. */
    boolean isCancelled() {
        if (Thread.currentThread().isInterrupted()) {
            return true;
        }
        for (Task task = this; task != null; task = task.parent) {
            if (task.cancelled) {
                return true;
            }
        }
        return false;
    }

    /** What it really waits for: it may not have noticed yet that a frame has finished. */
    @Nullable Frame waitsFor() {
        return waitingFor == null || waitingFor.finished() ? null : waitingFor;
    }

    Set<Task> blocked() {
        return blocked == null ? Set.of() : blocked;
    }

    /** Makes it known, up to the request, that this task waits or no longer does. */
    void propagate() {
        for (Task task = this; task.parent != null; task = task.parent) {
            Task above = task.parent;
            boolean waits = task.waitingFor != null || !task.blocked().isEmpty();
            if (above.blocked == null) {
                above.blocked = new LinkedHashSet<>();
            }
            if (!(waits ? above.blocked.add(task) : above.blocked.remove(task))) {
                return;
            }
        }
    }
}
