package dev.sofrito.testing;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A place where one thread stops until another lets it pass; the other can wait until somebody is there. */
public final class Gate {

    private static final long PATIENCE_SECONDS = 30;

    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);

    /** Says that the thread is here, and waits until the gate is open. Once open it stays so. */
    public void pass() {
        reached.countDown();
        await(opened, "nobody opened the gate");
    }

    /** As {@link #pass()}, but lets an interrupt through. */
    public void passOrBeInterrupted() throws InterruptedException {
        reached.countDown();
        if (!opened.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("nobody opened the gate");
        }
    }

    /** Waits until a thread is at the gate, or was. */
    public void awaitReached() {
        await(reached, "nobody came to the gate");
    }

    /** Whether a thread is at the gate, or was. */
    public boolean isReached() {
        return reached.getCount() == 0;
    }

    /** Lets whoever is there, or comes, pass. */
    public void open() {
        opened.countDown();
    }

    private static void await(CountDownLatch latch, String complaint) {
        try {
            if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError(complaint);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted at a gate", e);
        }
    }
}
