package dev.sofrito.model;

import dev.sofrito.Durability;
import dev.sofrito.Failures;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Makes random definitions in which all depends on the same few slots: whatever is done in the middle of a run is then
 * likely to concern it. Queries read slots and queries before them, one thing after another.
 */
final class SmallDefinitions {

    private final Random random;
    private final List<InputSpec> inputs = new ArrayList<>();

    private SmallDefinitions(Random random) {
        this.random = random;
    }

    static Definition random(Random random) {
        return new SmallDefinitions(random).make();
    }

    private Definition make() {
        int inputCount = 1 + random.nextInt(2);
        for (int i = 0; i < inputCount; i++) {
            inputs.add(new InputSpec(false, 1 + random.nextInt(2), durability()));
        }
        List<QuerySpec> queries = new ArrayList<>();
        int queryCount = 3 + random.nextInt(3);
        for (int q = 0; q < queryCount; q++) {
            queries.add(query(q));
        }
        return new Definition(List.copyOf(inputs), queries);
    }

    private Durability durability() {
        return switch (random.nextInt(10)) {
            case 0 -> Durability.MEDIUM;
            case 1 -> Durability.HIGH;
            default -> Durability.LOW;
        };
    }

    private QuerySpec query(int q) {
        List<Step> steps = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            steps.add(step(q));
        }
        if (seldom()) {
            steps.add(new Step.Fail(3, Trouble.UNCHECKED));
        }
        if (seldom()) {
            steps.add(new Step.Keys(0));
        }
        int range = random.nextBoolean() ? 50 : 2 + random.nextInt(3);
        Sameness sameness = Sameness.values()[random.nextInt(8) == 0 ? 3 : random.nextInt(3)];
        Failures failures = Failures.values()[random.nextInt(2)];
        return new QuerySpec(range, sameness, failures, seldom(), seldom() ? 1 : 0, List.of(steps));
    }

    private Step step(int q) {
        int input = random.nextInt(inputs.size());
        Step find = new Step.Find(new Slot(input, random.nextInt(inputs.get(input).keys())));
        if (q == 0 || random.nextInt(3) == 0) {
            return find;
        }
        return switch (random.nextInt(9)) {
            case 0, 1, 2 -> new Step.If(2, List.of(ask(random.nextInt(q))), List.of(find));
            case 3, 4 -> ask(random.nextInt(q));
            default -> ask(q - 1);
        };
    }

    private static Step ask(int query) {
        return new Step.Ask(new Cell(query, 0));
    }

    private boolean seldom() {
        return random.nextInt(12) == 0;
    }
}
