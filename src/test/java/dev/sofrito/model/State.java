package dev.sofrito.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** All inputs at one revision of one view, as a plain map, and the state that it was made from. Immutable. */
final class State {

    private static final AtomicLong STAMPS = new AtomicLong();

    /** Greater than those of all states on the way here. */
    final long stamp = STAMPS.incrementAndGet();

    private final Definition definition;
    private final @Nullable State parent;
    private final Map<Slot, Integer> slots;
    private final Set<Slot> changed = new HashSet<>();
    private final Set<Integer> membershipChanged = new HashSet<>();
    private final int outside;
    private @Nullable Reference reference;

    private State(Definition definition, @Nullable State parent, Map<Slot, Integer> slots, int outside) {
        this.definition = definition;
        this.parent = parent;
        this.slots = slots;
        this.outside = outside;
    }

    /** No inputs at all. */
    static State empty(Definition definition) {
        return new State(definition, null, Map.of(), 0);
    }

    /** The state after edits; this one if they change nothing. */
    State after(List<Edit> edits) {
        Map<Slot, Integer> next = new HashMap<>(slots);
        for (Edit edit : edits) {
            if (edit.number() == null) {
                next.remove(edit.slot());
            } else {
                next.put(edit.slot(), edit.number());
            }
        }
        if (next.equals(slots)) {
            return this;
        }
        State state = new State(definition, this, next, Math.floorMod(outside + next.hashCode(), 3));
        for (Edit edit : edits) {
            Slot slot = edit.slot();
            if (!Objects.equals(next.get(slot), slots.get(slot))) {
                state.changed.add(slot);
                if (next.containsKey(slot) != slots.containsKey(slot)) {
                    state.membershipChanged.add(slot.input());
                }
            }
        }
        return state;
    }

    @Nullable Integer number(Slot slot) {
        return slots.get(slot);
    }

    Set<Integer> keys(int input) {
        Set<Integer> keys = new TreeSet<>();
        for (Slot slot : slots.keySet()) {
            if (slot.input() == input) {
                keys.add(slot.key());
            }
        }
        return keys;
    }

    /** What untracked queries read from outside while this is the state of things. */
    int outside() {
        return outside;
    }

    /** What every cell gives at this state. */
    synchronized Reference reference() {
        Reference known = reference;
        if (known == null) {
            known = new Reference(definition, this);
            reference = known;
        }
        return known;
    }

    /** Whether a slot changed on the way here, there and back included. */
    boolean changedSince(State earlier, Slot slot) {
        for (State state = this; state != null && state != earlier; state = state.parent) {
            if (state.changed.contains(slot)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the key set of an input changed on the way here, there and back included. */
    boolean membershipChangedSince(State earlier, int input) {
        for (State state = this; state != null && state != earlier; state = state.parent) {
            if (state.membershipChanged.contains(input)) {
                return true;
            }
        }
        return false;
    }

    /** The states on the way here, this one included. */
    List<State> since(State earlier) {
        List<State> states = new ArrayList<>();
        for (State state = this; state != null && state != earlier; state = state.parent) {
            states.add(state);
        }
        return states;
    }

    /** The state so many revisions before, or the first. */
    State before(int revisions) {
        State state = this;
        for (int i = 0; i < revisions && state.parent != null; i++) {
            state = state.parent;
        }
        return state;
    }

    @Override
    public String toString() {
        return "#" + stamp + slots;
    }
}
