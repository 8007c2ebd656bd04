package dev.sofrito.model;

import dev.sofrito.TaskScope;
import dev.sofrito.Tracking;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.StructuredTaskScope;
import org.jspecify.annotations.Nullable;

/** Runs branches of a query in parallel, in each way there is; none outlives the call. */
final class Branches {

    private Branches() {}

    static List<Integer> inTaskScope(List<Callable<Integer>> branches) {
        try (TaskScope scope = TaskScope.open()) {
            List<TaskScope.Subtask<Integer>> subtasks = new ArrayList<>();
            for (Callable<Integer> branch : branches) {
                subtasks.add(scope.fork(branch));
            }
            scope.join();
            return subtasks.stream().map(TaskScope.Subtask::get).toList();
        }
    }

    @SuppressWarnings("preview")
    static List<Integer> inJdkScope(List<Callable<Integer>> branches) throws Exception {
        try (var scope = StructuredTaskScope.<Integer>open()) {
            List<StructuredTaskScope.Subtask<Integer>> subtasks = new ArrayList<>();
            for (Callable<Integer> branch : branches) {
                subtasks.add(scope.fork(branch));
            }
            scope.join();
            return subtasks.stream().map(StructuredTaskScope.Subtask::get).toList();
        } catch (StructuredTaskScope.FailedException e) {
            throw exception(e);
        }
    }

    static List<Integer> onForeignThreads(List<Callable<Integer>> branches) throws Exception {
        List<FutureTask<Integer>> tasks = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (Callable<Integer> branch : branches) {
            FutureTask<Integer> task = new FutureTask<>(Tracking.wrap(branch));
            tasks.add(task);
            threads.add(Thread.ofVirtual().start(task));
        }
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            threads.forEach(Thread::interrupt);
            threads.forEach(Branches::joinAtAllCosts);
            throw e;
        }
        List<Integer> numbers = new ArrayList<>();
        for (FutureTask<Integer> task : tasks) {
            try {
                numbers.add(task.get());
            } catch (ExecutionException e) {
                throw exception(e);
            }
        }
        return numbers;
    }

    private static void joinAtAllCosts(Thread thread) {
        boolean joined = false;
        while (!joined) {
            try {
                thread.join();
                joined = true;
            } catch (InterruptedException e) {
                // it has been told to stop already, and so have we
            }
        }
    }

    private static Exception exception(Throwable wrapper) {
        @Nullable Throwable cause = wrapper.getCause();
        return cause instanceof Exception e ? e : new IllegalStateException("a branch died", cause);
    }
}
