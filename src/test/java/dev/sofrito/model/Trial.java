package dev.sofrito.model;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One definition with one program, performed by one thread on a new database. */
record Trial(Profile profile, long seed, Definition definition, List<Op> program) {

    /** Runs the trial of a seed; if it fails, a smaller one that fails too is reported. */
    static void run(Profile profile, long seed) {
        Random random = Seeds.random(seed);
        Definition definition = Definitions.random(random, profile);
        Trial trial = new Trial(profile, seed, definition, new Programs(definition, random, profile).program());
        Throwable failure = trial.failure();
        if (failure != null) {
            if (failure instanceof Watchdog.Hang) {
                throw trial.report(failure); // which would take too long to make smaller
            }
            Trial small = Shrinker.shrink(trial);
            Throwable last = small.failure();
            throw small.report(last == null ? failure : last);
        }
    }

    /** Performs the program on a platform or a virtual thread, as the seed says; gives what goes wrong. */
    @Nullable Throwable failure() {
        return Watchdog.run("model " + profile + " seed " + seed, seed % 2 == 0, 30, TimeUnit.SECONDS, () -> {
            try (World world = new World(definition)) {
                Checker checker = new Checker(world);
                checker.perform(program);
                checker.sweep();
            }
        });
    }

    private AssertionError report(Throwable failure) {
        StringBuilder ops = new StringBuilder();
        program.forEach(op -> ops.append("\n  ").append(op));
        return new AssertionError("model " + profile + " -Dsofrito.model.seed=" + seed + "\n" + failure
                + "\nprogram:" + ops + "\ndefinition:\n" + definition, failure);
    }
}
