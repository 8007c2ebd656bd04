package dev.sofrito.revisions;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;

/**
 * What several threads did and what they got, with the order in real time; tells whether some sequence of the same
 * operations, one after another and in an order that respects real time, gives the same results.
 *
 * @param <S> the states of the sequential model: immutable, with {@code equals}
 */
final class History<S> {

    private record Operation<S>(String shown, long call, long end, Effect<S> effect) {}

    private record Seen<S>(long left, S state) {}

    /** What an operation with the result that was seen does to a state; empty if it cannot have that result there. */
    @FunctionalInterface
    interface Effect<S> {

        /** The state after the operation. */
        Optional<S> on(S state);
    }

    private final AtomicLong clock = new AtomicLong();
    private final List<Operation<S>> operations = new ArrayList<>();   // guarded by itself

    /** Performs an operation and records it; the model tells from state and result if it fits, and what follows. */
    <R> R perform(String name, Callable<R> operation, BiFunction<S, R, Optional<S>> model) throws Exception {
        long call = tick();
        R result = operation.call();
        long end = tick();
        record(name + " = " + result, call, end, state -> model.apply(state, result));
        return result;
    }

    /** The next point in time. */
    long tick() {
        return clock.incrementAndGet();
    }

    /** Records an operation that took from one tick to another. */
    void record(String shown, long call, long end, Effect<S> effect) {
        synchronized (operations) {
            operations.add(new Operation<>(shown, call, end, effect));
        }
    }

    /** Whether a sequential order explains the history. Call it when all threads have ended. */
    boolean isLinearizable(S initial) {
        if (operations.size() > 62) {
            throw new IllegalArgumentException("too long to be checked: " + operations.size());
        }
        return search((1L << operations.size()) - 1, initial, new HashSet<>());
    }

    private boolean search(long left, S state, Set<Seen<S>> dead) {
        if (left == 0) {
            return true;
        }
        if (!dead.add(new Seen<>(left, state))) {
            return false;
        }
        long firstEnd = Long.MAX_VALUE;
        for (int i = 0; i < operations.size(); i++) {
            if ((left & 1L << i) != 0) {
                firstEnd = Math.min(firstEnd, operations.get(i).end());
            }
        }
        for (int i = 0; i < operations.size(); i++) {
            // What was called after another one had returned cannot go before it.
            if ((left & 1L << i) != 0 && operations.get(i).call() < firstEnd) {
                Optional<S> next = operations.get(i).effect().on(state);
                if (next.isPresent() && search(left & ~(1L << i), next.get(), dead)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Operation<S> o : operations) {
            text.append(String.format("%n%4d..%-4d %s", o.call(), o.end(), o.shown()));
        }
        return text.toString();
    }
}
