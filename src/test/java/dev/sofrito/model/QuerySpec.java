package dev.sofrito.model;

import dev.sofrito.Failures;
import java.util.List;

/**
 * A query of a {@link Definition}.
 *
 * @param range its values are from 0 to this, exclusive: a small one cuts off much
 * @param keep the bound on its values; 0 for none
 * @param steps what it does, by key
 */
record QuerySpec(int range, Sameness sameness, Failures failures, boolean untracked, int keep, List<List<Step>> steps) {

    /** How many keys there are. */
    int keys() {
        return steps.size();
    }

    /** Whether values may be forgotten at any time. */
    boolean forgetful() {
        return keep > 0;
    }

    /** Whether a cell may do several things in parallel. */
    boolean forks(int key) {
        return fork(steps.get(key));
    }

    private static boolean fork(List<Step> steps) {
        return steps.stream().anyMatch(step -> switch (step) {
            case Step.Fork f -> true;
            case Step.All a -> true;
            case Step.If i -> fork(i.then()) || fork(i.otherwise());
            default -> false;
        });
    }
}
