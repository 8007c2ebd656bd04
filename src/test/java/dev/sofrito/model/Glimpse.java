package dev.sofrito.model;

import dev.sofrito.QueryException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One thing seen by a thread, to be checked when it is known which states there were. */
sealed interface Glimpse {

    /** Whether this is what there is to see at a state. */
    boolean holds(State state);

    /** The value of a cell. */
    record Value(Cell cell, int number) implements Glimpse {

        @Override
        public boolean holds(State state) {
            return state.reference().outcome(cell).agrees(new Seen(number, ""));
        }
    }

    /** The failure of a cell. */
    record Failure(Cell cell, QueryException failure) implements Glimpse {

        @Override
        public boolean holds(State state) {
            try {
                Answers.failure(cell, state.reference().outcome(cell), failure);
                return true;
            } catch (AssertionError e) {
                return false;
            }
        }
    }

    /** The number in a slot, or its absence. */
    record OfSlot(Slot slot, @Nullable Integer number) implements Glimpse {

        @Override
        public boolean holds(State state) {
            return Objects.equals(state.number(slot), number);
        }
    }

    /** A key set. */
    record OfKeys(int input, Set<Integer> keys) implements Glimpse {

        @Override
        public boolean holds(State state) {
            return state.keys(input).equals(keys);
        }
    }

    /** That edits had nothing to change. */
    record NoChange(List<Edit> edits) implements Glimpse {

        @Override
        public boolean holds(State state) {
            return state.after(edits) == state;
        }
    }
}
