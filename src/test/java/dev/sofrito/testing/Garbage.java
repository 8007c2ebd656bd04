package dev.sofrito.testing;

import java.lang.ref.Reference;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The garbage collector, as far as a test can ask for it. */
public final class Garbage {

    private static final long PATIENCE_SECONDS = 30;

    private Garbage() {}

    /** Collects until a weak reference is cleared; one that stays is a failure of the test. */
    public static void awaitCleared(Reference<?> reference) {
        awaitCollected(() -> reference.refersTo(null));
    }

    /** Collects until a state comes about that only the collector brings; if it does not, the test fails. */
    public static void awaitCollected(BooleanSupplier state) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!state.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("still reachable");
            }
            System.gc();
            Thread.yield();
        }
    }
}
