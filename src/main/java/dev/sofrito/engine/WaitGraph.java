package dev.sofrito.engine;

import dev.sofrito.CycleException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Waiting for a frame that another thread runs, without ever waiting in a ring.
 *
 * <p>Whoever is about to wait looks first whether the frame is one of its own request that waits for it (an own cycle),
 * then, under one lock, whether the frame waits for it through others (a ring). Each waits only after it has made known
 * what for, under the same lock, so of the members of a ring the last one sees all others. Hits never come here.
 *
 * <p>A task that is woken says so only later, under the lock. So what it waited for counts only while that has not
 * finished; then the task still stands where it began to wait, with all the same frames below.
 *
 * <p>A frame waits for: what its task waits for, and what the subtasks wait for that were forked in it or deeper.
 */
final class WaitGraph {

    /** Guards the fields of {@link Task}. A leaf in the order of locks. */
    private static final ReentrantLock LOCK = new ReentrantLock();

    /** In the search: this task is below a frame and waits for another one. */
    private record Wait(Frame below, Task task) {}

    private WaitGraph() {}

    /**
     * Waits until a frame has finished.
     *
     * @param asker the run that needs it, or null for a request
     * @throws CycleException if the frame needs the asker
     * @throws dev.sofrito.QueryCancelledException if interrupted
     */
    static void await(Frame running, @Nullable Frame asker, Task task) {
        Hooks.reach(Hooks.Point.WAITING, running.cell);
        // (One that has finished is below nobody, though whoever tried to overtake it in vain may still have it stand
        // as what runs in the frozen view.)
        if (asker != null && !running.finished() && runsFor(running, task)) {
            List<Frame> ring = new ArrayList<>();
            addChain(ring, running, asker);
            throw fail(ring);
        }
        boolean leaf = asker == null && task.parent == null;    // nobody waits for it: it can't be in a ring
        if (!leaf) {
            register(running, asker, task);
        }
        try {
            if (!running.enlist()) {
                return;
            }
            while (!running.finished()) {
                if (asker != null && asker.cycle() instanceof List<String> cycle) {
                    throw exception(cycle);
                }
                if (Thread.currentThread().isInterrupted()) {
                    throw Threads.cancelled(running.cell);
                }
                LockSupport.park(running);
            }
        } finally {
            if (!leaf) {
                LOCK.lock();
                try {
                    clear(task);
                } finally {
                    LOCK.unlock();
                }
            }
        }
    }

    /** Whether a frame that has not finished is below the task, on its stack or on that of what forked it. */
    private static boolean runsFor(Frame running, Task task) {
        int depth = Integer.MAX_VALUE;
        for (Task t = task; t != null; t = t.parent) {
            if (running.task == t) {
                return running.depth <= depth;
            }
            depth = t.forkDepth;
        }
        return false;
    }

    private static void register(Frame running, @Nullable Frame asker, Task task) {
        List<Task> members = null;
        LOCK.lock();
        try {
            task.waitingFor = running;
            task.asker = asker;
            task.thread = Thread.currentThread();
            task.propagate();
            List<Wait> ring = search(running, task);
            if (ring == null) {
                return;
            }
            List<Frame> frames = new ArrayList<>();
            members = new ArrayList<>();
            for (Wait wait : ring) {
                addChain(frames, wait.below, wait.task.asker);
                members.add(wait.task);
            }
            CycleException exception = fail(frames);
            for (Task member : members) {
                LockSupport.unpark(member.thread);
            }
            clear(task);
            throw exception;
        } finally {
            LOCK.unlock();
        }
    }

    private static void clear(Task task) {
        task.waitingFor = null;
        task.asker = null;
        task.thread = null;
        task.propagate();
    }

    /** From a frame to a task that waits below it: the waits in between, or null if there is no such way. */
    private static @Nullable List<Wait> search(Frame from, Task to) {
        Map<Frame, @Nullable Wait> reachedBy = new HashMap<>();
        Deque<Frame> frames = new ArrayDeque<>();
        reachedBy.put(from, null);
        frames.add(from);
        while (!frames.isEmpty()) {
            Frame frame = frames.remove();
            for (Task task : waitingBelow(frame)) {
                Wait wait = new Wait(frame, task);
                if (task == to) {
                    return path(wait, reachedBy);
                }
                Frame next = task.waitsFor();
                if (next != null && !reachedBy.containsKey(next)) {
                    reachedBy.put(next, wait);
                    frames.add(next);
                }
            }
        }
        return null;
    }

    private static List<Wait> path(Wait last, Map<Frame, @Nullable Wait> reachedBy) {
        List<Wait> path = new ArrayList<>();
        for (Wait wait = last; wait != null; wait = reachedBy.get(wait.below)) {
            path.add(wait);
        }
        Collections.reverse(path);
        return path;
    }

    private static List<Task> waitingBelow(Frame frame) {
        List<Task> waiting = new ArrayList<>();
        Deque<Task> tasks = new ArrayDeque<>();
        if (frame.task.waitsFor() != null) {
            waiting.add(frame.task);
        }
        for (Task forked : frame.task.blocked()) {
            if (forked.forkDepth >= frame.depth) {
                tasks.add(forked);
            }
        }
        while (!tasks.isEmpty()) {
            Task task = tasks.remove();
            if (task.waitsFor() != null) {
                waiting.add(task);
            }
            tasks.addAll(task.blocked());
        }
        return waiting;
    }

    /** The frames from one down to another that runs for it. */
    private static void addChain(List<Frame> frames, Frame top, @Nullable Frame bottom) {
        List<Frame> chain = new ArrayList<>();
        for (Frame frame = bottom; frame != null; frame = frame.parent()) {
            chain.add(frame);
            if (frame == top) {
                break;
            }
        }
        frames.addAll(chain.reversed());
    }

    /** Marks the frames, so that each of them fails whatever its function makes of the exception. */
    private static CycleException fail(List<Frame> ring) {
        List<String> participants = ring.stream().map(frame -> frame.cell.label()).toList();
        for (Frame frame : ring) {
            frame.aside().cycle = participants;
        }
        return exception(participants);
    }

    private static CycleException exception(List<String> participants) {
        return new CycleException(participants, participants, false);
    }
}
