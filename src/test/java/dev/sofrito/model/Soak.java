package dev.sofrito.model;

import dev.sofrito.Database;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Two writers that commit without pause, and 2,000 virtual threads that ask, fork, take snapshots and are cancelled, in
 * two halves of which the second must not need more memory than the first.
 */
final class Soak {

    private static final int CUSTOMERS = 2000;
    private static final long PATIENCE = 30_000_000_000L;
    private static final long SLACK = 8 << 20;

    private final Bank bank;
    private final AtomicLong commits = new AtomicLong();
    private volatile boolean over;
    private volatile @Nullable Throwable writerFailure;

    private Soak(Database database) {
        bank = new Bank(database);
    }

    /** Soaks for a time. */
    static void run(long seconds) throws InterruptedException {
        try (Database database = Database.create()) {
            Soak soak = new Soak(database);
            soak.half(seconds * 500_000_000L);
            long before = soak.memory();
            long half = soak.commits.get();
            soak.half(seconds * 500_000_000L);
            long after = soak.memory();
            System.out.printf("soak: %,d commits, then %,d; %,d KiB, then %,d KiB%n",
                    half, soak.commits.get() - half, before >> 10, after >> 10);
            require(after <= before + before / 4 + SLACK, "memory grew from " + before + " to " + after + " bytes in "
                    + (soak.commits.get() - half) + " commits");
        }
    }

    private void half(long nanos) throws InterruptedException {
        over = false;
        List<Customer> customers = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CUSTOMERS; i++) {
            Customer customer = new Customer(bank, i);
            customers.add(customer);
            threads.add(Thread.ofVirtual().name("customer " + i).unstarted(customer));
        }
        for (int i = 0; i < 2; i++) {
            SplittableRandom random = new SplittableRandom(i);
            threads.add(Thread.ofPlatform().daemon().name("writer " + i).unstarted(() -> write(random)));
        }
        threads.forEach(Thread::start);
        watch(customers, nanos);
        over = true;
        customers.forEach(Customer::stop);
        long deadline = System.nanoTime() + PATIENCE;
        for (Thread thread : threads) {
            thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
            if (thread.isAlive()) {
                throw new AssertionError(thread.getName() + " hangs; all threads:\n" + Watchdog.dump());
            }
        }
        checkFailures(customers);
    }

    private void write(SplittableRandom random) {
        try {
            while (!over) {
                bank.transfer(random);
                commits.incrementAndGet();
            }
        } catch (Throwable e) {
            writerFailure = e;
        }
    }

    /** Until the time is up, cancels requests, collects, and sees to it that everyone gets answers. */
    private void watch(List<Customer> customers, long nanos) {
        SplittableRandom random = new SplittableRandom();
        long end = System.nanoTime() + nanos;
        long[] answers = new long[customers.size()];
        long checked = System.nanoTime();
        while (System.nanoTime() < end) {
            for (int i = 0; i < 20; i++) {
                customers.get(random.nextInt(customers.size())).cancel();
            }
            bank.database.collect(1000);
            LockSupport.parkNanos(20_000_000);
            checkFailures(customers);
            if (System.nanoTime() - checked > PATIENCE) {
                checked = System.nanoTime();
                for (int i = 0; i < answers.length; i++) {
                    long now = customers.get(i).answers;
                    if (now == answers[i]) {
                        throw new AssertionError("customer " + i + " waits; all threads:\n" + Watchdog.dump());
                    }
                    answers[i] = now;
                }
            }
        }
    }

    private void checkFailures(List<Customer> customers) {
        for (Customer customer : customers) {
            if (customer.failure != null) {
                throw new AssertionError("a customer failed: " + customer.failure, customer.failure);
            }
        }
        if (writerFailure != null) {
            throw new AssertionError("a writer failed: " + writerFailure, writerFailure);
        }
    }

    /** The heap in use when all is quiet and what nobody asked for has been collected. */
    private long memory() {
        bank.database.collect(0);
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            LockSupport.parkNanos(50_000_000);
            least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new AssertionError(message);
        }
    }
}
