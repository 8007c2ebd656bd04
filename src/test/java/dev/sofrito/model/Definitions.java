package dev.sofrito.model;

import dev.sofrito.Durability;
import dev.sofrito.Failures;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Makes random definitions: a query reads inputs and the queries before it, and in the profile for it, any. */
final class Definitions {

    private final Random random;
    private final Profile profile;
    private final List<InputSpec> inputs = new ArrayList<>();
    private final List<Integer> queryKeys = new ArrayList<>();

    private Definitions(Random random, Profile profile) {
        this.random = random;
        this.profile = profile;
    }

    static Definition random(Random random, Profile profile) {
        return new Definitions(random, profile).make();
    }

    private Definition make() {
        int inputCount = 1 + random.nextInt(4);
        for (int i = 0; i < inputCount; i++) {
            boolean single = random.nextInt(4) == 0;
            inputs.add(new InputSpec(single, single ? 1 : 1 + random.nextInt(4), durability()));
        }
        int queryCount = 2 + random.nextInt(6);
        for (int q = 0; q < queryCount; q++) {
            queryKeys.add(1 + random.nextInt(3));
        }
        List<QuerySpec> queries = new ArrayList<>();
        for (int q = 0; q < queryCount; q++) {
            queries.add(query(q));
        }
        return new Definition(List.copyOf(inputs), queries);
    }

    private Durability durability() {
        return switch (random.nextInt(5)) {
            case 0 -> Durability.MEDIUM;
            case 1 -> Durability.HIGH;
            default -> Durability.LOW;
        };
    }

    private QuerySpec query(int q) {
        boolean untracked = random.nextInt(10) == 0;
        List<List<Step>> steps = IntStream.range(0, queryKeys.get(q)).mapToObj(key -> {
            List<Step> own = steps(q, 0, 1 + random.nextInt(4));
            if (untracked && profile.outside) {
                own.add(random.nextInt(own.size() + 1), new Step.Outside());
            }
            return own;
        }).toList();
        int[] ranges = {2, 3, 5, 50};
        Sameness sameness = Sameness.values()[random.nextInt(6) == 0 ? 3 : random.nextInt(3)];
        Failures failures = random.nextInt(3) == 0 ? Failures.UNTIL_CHANGED : Failures.EACH_REVISION;
        int keep = profile.forgets && random.nextInt(4) == 0 ? 1 + random.nextInt(2) : 0;
        return new QuerySpec(ranges[random.nextInt(ranges.length)], sameness, failures, untracked, keep, steps);
    }

    private List<Step> steps(int q, int depth, int count) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            steps.add(step(q, depth));
        }
        return steps;
    }

    private Step step(int q, int depth) {
        int dice = random.nextInt(100);
        if (dice < 8) {
            return new Step.Get(slot());
        } else if (dice < 25) {
            return new Step.Find(slot());
        } else if (dice < 32) {
            return new Step.FindAt(random.nextInt(inputs.size()));
        } else if (dice < 42) {
            return keys(dice % 2 == 0);
        } else if (dice < 46) {
            return new Step.Fail(2 + random.nextInt(4), trouble(depth));
        } else if (dice < 54 && depth < 2) {
            return new Step.If(2 + random.nextInt(2), steps(q, depth + 1, 1 + random.nextInt(2)),
                    steps(q, depth + 1, random.nextInt(2)));
        } else if (dice < 62 && depth < 2 && profile.forks) {
            return fork(q, depth);
        }
        return cells(q, dice % 5);
    }

    private Step cells(int q, int kind) {
        boolean any = profile.cycles && random.nextInt(6) == 0;
        int target = random.nextInt(any ? queryKeys.size() : q + 1);
        if (target == q && !profile.cycles) {
            return new Step.Find(slot());
        }
        int keys = queryKeys.get(target);
        if (kind == 0) {
            return new Step.AskAt(target);
        } else if (kind == 1 && profile.forks) {
            return new Step.All(target, IntStream.range(0, keys).boxed().toList());
        } else if (kind == 2 && !profile.cycles) {
            return new Step.Try(new Cell(target, random.nextInt(keys)));
        }
        return new Step.Ask(new Cell(target, random.nextInt(keys)));
    }

    private Step fork(int q, int depth) {
        List<List<Step>> branches = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            branches.add(steps(q, 2 + depth, 1 + random.nextInt(2)));
        }
        return new Step.Fork(Forking.values()[random.nextInt(Forking.values().length)], branches);
    }

    /** A subtask has no null result of its own. */
    private Trouble trouble(int depth) {
        return Trouble.values()[random.nextInt(depth == 0 ? 3 : 2)];
    }

    private Step keys(boolean alone) {
        int input = random.nextInt(inputs.size());
        if (inputs.get(input).single()) {
            return new Step.Find(new Slot(input, 0));
        }
        return alone ? new Step.Keys(input) : new Step.Values(input);
    }

    private Slot slot() {
        int input = random.nextInt(inputs.size());
        return new Slot(input, random.nextInt(inputs.get(input).keys()));
    }
}
