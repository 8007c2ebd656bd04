package dev.sofrito.jmh;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * How long a value takes from one processor to another and back, printed after each iteration. In a guest this may be
 * three times as much for a minute and not the next, and what threads cost that work together goes with it: compare
 * like with like.
 */
@State(Scope.Benchmark)
public class RoundTrip {
    private static final int TRIPS = 10_000;
    private final AtomicInteger at = new AtomicInteger();

    /** Measures and prints it. */
    @TearDown(Level.Iteration)
    public void print() throws InterruptedException {
        if (Runtime.getRuntime().availableProcessors() == 1) {
            return;
        }
        at.set(0);
        Thread other = Thread.ofPlatform().start(() -> play(1));
        long began = System.nanoTime();
        play(0);
        System.out.printf("(round trip %d ns) ", (System.nanoTime() - began) / TRIPS);
        other.join();
    }

    private void play(int side) {
        for (int i = side; i < 2 * TRIPS; i += 2) {
            while (at.get() != i) {
                Thread.onSpinWait();
            }
            at.set(i + 1);
        }
    }
}
