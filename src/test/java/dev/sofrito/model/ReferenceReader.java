package dev.sofrito.model;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** What one run reads in the reference: the maps of a state, one thing after another. */
final class ReferenceReader implements Reader {

    private final Definition definition;
    private final Reference reference;
    private final State state;
    private final List<Read> reads = new ArrayList<>();
    private boolean torn;

    ReferenceReader(Definition definition, Reference reference, State state) {
        this.definition = definition;
        this.reference = reference;
        this.state = state;
    }

    /** Whether a failure in a parallel part may have stopped others. */
    boolean isTorn() {
        return torn;
    }

    /** What was read so far. */
    List<Read> reads() {
        return List.copyOf(reads);
    }

    @Override
    public int get(Slot slot) {
        Integer number = find(slot);
        if (number == null) {
            throw new ReferenceFailure(Set.of(new Outcome.Trail(List.of(), Seen.missing(definition.name(slot)))));
        }
        return number;
    }

    @Override
    public @Nullable Integer find(Slot slot) {
        Integer number = state.number(slot);
        reads.add(new Read.OfSlot(slot, number));
        return number;
    }

    @Override
    public Set<Integer> keys(int input) {
        Set<Integer> keys = state.keys(input);
        reads.add(new Read.OfKeys(input, keys));
        return keys;
    }

    @Override
    public int ask(Cell cell) {
        Outcome outcome = reference.outcome(cell);
        return switch (outcome) {
            case Outcome.Value value -> {
                reads.add(new Read.OfCell(cell, new Seen(value.number(), "")));
                yield value.number();
            }
            case Outcome.Failure failure -> {
                Set<Outcome.Trail> trails = failure.trails();
                boolean one = trails.size() == 1;
                reads.add(new Read.OfCell(cell, one ? new Seen(null, trails.iterator().next().why()) : null));
                throw new ReferenceFailure(trails);
            }
            case Outcome.Cycle cycle -> {
                reads.add(new Read.OfCell(cell, new Seen(null, Seen.CYCLE)));
                throw new ReferenceFailure(Set.of(new Outcome.Trail(List.of(cell), Seen.CYCLE)));
            }
        };
    }

    @Override
    public @Nullable Integer tryAsk(Cell cell) {
        try {
            return ask(cell);
        } catch (ReferenceFailure e) {
            return null;
        }
    }

    @Override
    public List<Integer> all(int query, List<Integer> keys) {
        return parallel(keys.stream().<Callable<Integer>>map(key -> () -> ask(new Cell(query, key))).toList());
    }

    @Override
    public int outside() {
        return state.outside();
    }

    @Override
    public List<Integer> fork(Forking how, List<Callable<Integer>> branches) {
        return parallel(branches);
    }

    /** All branches are taken to their ends; any failure among them may be the one that counts. */
    private List<Integer> parallel(List<Callable<Integer>> branches) {
        List<Integer> numbers = new ArrayList<>();
        Set<Outcome.Trail> trails = new LinkedHashSet<>();
        for (Callable<Integer> branch : branches) {
            try {
                numbers.add(branch.call());
            } catch (Exception e) {
                trails.addAll(ReferenceFailure.trails(e));
            }
        }
        if (!trails.isEmpty()) {
            torn = true;
            throw new ReferenceFailure(trails);
        }
        return numbers;
    }
}
