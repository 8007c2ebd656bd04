package dev.sofrito.model;

import dev.sofrito.QueryCancelledException;
import dev.sofrito.QueryException;
import dev.sofrito.Snapshot;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One of the many that ask a {@link Bank} until they are told to stop. */
final class Customer implements Runnable {

    private static final AtomicLong FRESH = new AtomicLong();

    private final Bank bank;
    private final SplittableRandom random;
    private volatile boolean over;
    private @Nullable Thread interruptible; // guarded by this
    /** How often it was answered; read by the watchdog. */
    volatile long answers;
    /** What went wrong. */
    volatile @Nullable Throwable failure;

    Customer(Bank bank, long seed) {
        this.bank = bank;
        this.random = new SplittableRandom(seed);
    }

    /** Tells it to stop after its present request. */
    void stop() {
        over = true;
    }

    /** Cancels its present request. */
    synchronized void cancel() {
        if (interruptible != null) {
            interruptible.interrupt();
        }
    }

    @Override
    public void run() {
        try {
            while (!over) {
                request();
                answers = answers + 1;
            }
        } catch (Throwable e) {
            failure = e;
        }
    }

    private void request() {
        synchronized (this) {
            interruptible = Thread.currentThread();
        }
        try {
            ask();
        } catch (QueryCancelledException e) {
            require(Thread.currentThread().isInterrupted(), "cancelled without the flag");
        } finally {
            synchronized (this) {
                interruptible = null;
            }
            Thread.interrupted();
        }
    }

    private void ask() {
        switch (random.nextInt(10)) {
            case 0, 1 -> equal(Bank.TOTAL, bank.sum.get(1));
            case 2 -> equal(Bank.TOTAL, bank.forkedSum.get(""));
            case 3 -> equal(Bank.TOTAL, bank.flatSum.get(""));
            case 4 -> equal(Bank.TOTAL, bank.slowSum.get(random.nextInt(4)));
            case 5 -> equal(0, bank.twins.get(""));
            case 6 -> bank.database.run(() -> equal(bank.countOdd(), bank.odd.get("")));
            case 7 -> bank.database.run(() -> {
                int node = 1 + random.nextInt(Bank.ACCOUNTS - 1);
                equal(bank.sum.get(node), bank.sum.get(2 * node) + bank.sum.get(2 * node + 1));
            });
            case 8 -> bank.database.run(this::flaky);
            default -> snapshot();
        }
    }

    private void flaky() {
        long key = random.nextBoolean() ? random.nextInt(Bank.ACCOUNTS) : FRESH.incrementAndGet();
        int amount = bank.balance((int) (key % Bank.ACCOUNTS));
        try {
            equal(amount, bank.flaky.get(key));
            require(amount % 7 != 0, "a lucky " + amount);
        } catch (QueryException e) {
            String message = Objects.requireNonNull(e.getCause()).getMessage();
            require(("unlucky " + amount).equals(message), message + " for " + amount);
        }
    }

    private void snapshot() {
        try (Snapshot snapshot = bank.database.snapshot()) {
            int odd = snapshot.call(() -> bank.odd.get(""));
            equal(Bank.TOTAL, snapshot.call(() -> bank.sum.get(1)));
            equal(odd, snapshot.call(bank::countOdd));
            if (random.nextInt(4) == 0) {
                bank.transferIn(snapshot, random);
                equal(Bank.TOTAL, snapshot.call(() -> bank.flatSum.get("")));
            }
        }
    }

    private static void equal(int expected, int actual) {
        require(expected == actual, actual + " instead of " + expected);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new AssertionError(message);
        }
    }
}
