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
}
