package dev.sofrito;

import dev.sofrito.engine.Forks;
import java.util.concurrent.Callable;

/** Takes the tracking of a query along to foreign executors. */
public final class Tracking {

    private Tracking() {}

    /**
     * A task that, wherever it runs, reads on behalf of the query or block that is current now. It must end before that
     * one does: a read that comes later throws {@link IllegalStateException}.
     *
     * {@snippet :
     * Future<Integer> future = executor.submit(Tracking.wrap(() -> words.get("a.txt")));
     * }
     */
    public static <T> Callable<T> wrap(Callable<T> task) {
        return Forks.wrap(task);
    }

    /** As {@link #wrap(Callable)}, for a task without a result. */
    public static Runnable wrap(Runnable task) {
        return Forks.wrap(task);
    }
}
