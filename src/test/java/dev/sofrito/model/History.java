package dev.sofrito.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The sequential order that the log of a view gives, and the check that there is one.
 *
 * <p>The revisions that the mutations returned order them. What an operation saw must be there at one revision between
 * the newest whose mutation had returned before the call and the newest whose mutation had been called by the return,
 * and not before what an earlier operation has seen.
 */
final class History {

    private final NavigableMap<Long, State> states = new TreeMap<>();
    /** The mutations that made the revisions. */
    private final NavigableMap<Long, Mutation> makers = new TreeMap<>();
    private final List<Observation> observations;
    private final List<Mutation> mutations;

    private History(StormView view, State first) {
        this.observations = new ArrayList<>(view.observations);
        this.mutations = new ArrayList<>(view.mutations);
        states.put(view.origin, first);
    }

    /** Checks the log of a view that began with a state. */
    static History of(StormView view, State first) {
        History history = new History(view, first);
        history.orderMutations();
        history.checkObservations();
        return history;
    }

    /** The state at a revision. */
    State at(long revision) {
        State state = states.get(revision);
        if (state == null) {
            throw new AssertionError("there was no revision " + revision + ", only " + states.keySet());
        }
        return state;
    }

    /** The newest revision. */
    long last() {
        return states.lastKey();
    }

    private void orderMutations() {
        Map<Long, List<Mutation>> byRevision = new TreeMap<>(
                mutations.stream().collect(Collectors.groupingBy(Mutation::revision)));
        byRevision.forEach((revision, candidates) -> {
            List<Mutation> others = candidates;
            if (!states.containsKey(revision)) {
                Mutation maker = maker(revision, candidates);
                State made = states.lastEntry().getValue().after(maker.edits());
                states.put(revision, made);
                makers.put(revision, maker);
                others = candidates.stream().filter(other -> other != maker).toList();
            }
            for (Mutation other : others) {
                observations.add(new Observation(other.called(), other.returned(),
                        OptionalLong.of(revision), List.of(new Glimpse.NoChange(other.edits()))));
            }
        });
    }

    /**
     * Of the mutations that returned one revision, the one that made it; the others had nothing left to change.
     * Of several that it may be, the one called first.
     */
    private Mutation maker(long revision, List<Mutation> candidates) {
        State before = states.lastEntry().getValue();
        for (Mutation candidate : candidates.stream().sorted(Comparator.comparingLong(Mutation::called)).toList()) {
            State after = before.after(candidate.edits());
            if (after != before && candidates.stream().allMatch(other -> after.after(other.edits()) == after)) {
                return candidate;
            }
        }
        throw new AssertionError("revision " + revision + " is made by none of " + candidates + " from " + before);
    }

    private void checkObservations() {
        for (Map.Entry<Long, Mutation> made : makers.entrySet()) {
            observations.add(new Observation(made.getValue().called(), made.getValue().returned(),
                    OptionalLong.of(made.getKey()), List.of()));
        }
        observations.sort(Comparator.comparingLong(Observation::called));
        Map<Observation, Long> seen = new HashMap<>();
        List<Observation> byReturn = new ArrayList<>(observations);
        byReturn.sort(Comparator.comparingLong(Observation::returned));
        int returned = 0;
        long low = states.firstKey();
        for (Observation observation : observations) {
            // in order of calls, so all that returned before this call have been given their revisions
            while (byReturn.get(returned).returned() < observation.called()) {
                low = Math.max(low, seen.get(byReturn.get(returned)));
                returned++;
            }
            seen.put(observation, earliest(observation, low, high(observation)));
        }
    }

    /** The newest revision that can have been there when an operation returned. */
    private long high(Observation observation) {
        long high = states.firstKey();
        for (Map.Entry<Long, Mutation> made : makers.entrySet()) {
            if (made.getValue().called() > observation.returned()) {
                break;
            }
            high = made.getKey();
        }
        return high;
    }

    private long earliest(Observation observation, long low, long high) {
        if (observation.revision().isPresent()) {
            long revision = observation.revision().getAsLong();
            if (revision < low || revision > high) {
                throw new AssertionError(observation + " is not between " + low + " and " + high);
            }
            if (!observation.holds(at(revision))) {
                throw new AssertionError(observation + " is not so at " + at(revision));
            }
            return revision;
        }
        for (Map.Entry<Long, State> candidate : states.subMap(low, true, high, true).entrySet()) {
            if (observation.holds(candidate.getValue())) {
                return candidate.getKey();
            }
        }
        throw new AssertionError(observation + " is so at no revision from " + low + " to " + high + ": "
                + states.subMap(low, true, high, true));
    }
}
