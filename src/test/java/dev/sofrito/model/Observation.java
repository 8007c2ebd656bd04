package dev.sofrito.model;

import java.util.List;
import java.util.OptionalLong;

/**
 * Things seen at one revision by an operation that was called and returned at these times.
 *
 * @param revision at which revision, if the operation could tell
 */
record Observation(long called, long returned, OptionalLong revision, List<Glimpse> glimpses) {

    /** Whether all of it is as it should be at a state. */
    boolean holds(State state) {
        return glimpses.stream().allMatch(glimpse -> glimpse.holds(state));
    }
}
