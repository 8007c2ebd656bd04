package dev.sofrito.model;

import java.util.function.LongConsumer;

/** How long a test of the model goes on: for so many seeds, or for a time, or for one seed, as the properties say. */
final class Budget {

    private static final long SHARES = 100;

    private Budget() {}

    /**
     * Runs trials with different seeds.
     *
     * @param trials how many without {@code sofrito.model.seconds}
     * @param share how much of {@code sofrito.model.seconds} falls to this test, in percent
     */
    static void spend(int trials, int share, LongConsumer trial) {
        Long seed = Long.getLong("sofrito.model.seed");
        Long seconds = Long.getLong("sofrito.model.seconds");
        if (seed != null) {
            trial.accept(seed);
        } else if (seconds == null) {
            for (long each = 1; each <= trials; each++) {
                trial.accept(each);
            }
        } else {
            long first = System.nanoTime();
            long time = seconds * share * 1_000_000_000L / SHARES;
            for (long each = first; System.nanoTime() - first < time; each++) {
                trial.accept(each);
            }
        }
    }
}
