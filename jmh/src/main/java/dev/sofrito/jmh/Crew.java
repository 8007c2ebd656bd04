package dev.sofrito.jmh;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** Virtual threads that share out work in small pieces, so that all end together. */
final class Crew {

    private Crew() {}

    /**
     * Has the items {@code 0 … count - 1} worked on by that many threads, which take a piece at a time; waits for
     * all.
     */
    static void work(int threads, int count, int piece, IntConsumer item) {
        var next = new AtomicInteger();
        Runnable member = () -> {
            for (int from = next.getAndAdd(piece); from < count; from = next.getAndAdd(piece)) {
                for (int i = from; i < Math.min(from + piece, count); i++) {
                    item.accept(i);
                }
            }
        };
        var crew = new Thread[threads];
        for (int i = 0; i < threads; i++) {
            crew[i] = Thread.startVirtualThread(member);
        }
        for (Thread thread : crew) {
            join(thread);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
