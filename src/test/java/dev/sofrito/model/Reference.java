package dev.sofrito.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What every cell gives at one state, by recomputing it from the inputs. */
final class Reference {

    private final Definition definition;
    private final State state;
    private final Map<Cell, Outcome> outcomes = new HashMap<>();
    private final Map<Cell, List<Read>> reads = new HashMap<>();
    private final Map<Cell, List<Cell>> rings = new HashMap<>();
    private final Set<Cell> torn = new HashSet<>();
    private final List<Cell> stack = new ArrayList<>();

    Reference(Definition definition, State state) {
        this.definition = definition;
        this.state = state;
    }

    /** What a cell gives. */
    synchronized Outcome outcome(Cell cell) {
        Outcome known = outcomes.get(cell);
        if (known != null) {
            return known;
        }
        int at = stack.indexOf(cell);
        if (at >= 0) {
            List<Cell> ring = List.copyOf(stack.subList(at, stack.size()));
            ring.forEach(member -> rings.putIfAbsent(member, ring));
            return new Outcome.Cycle(ring);
        }
        stack.add(cell);
        ReferenceReader reader = new ReferenceReader(definition, this, state);
        Outcome outcome = compute(cell, reader);
        stack.removeLast();
        List<Cell> ring = rings.get(cell);
        if (ring != null) {
            outcome = new Outcome.Cycle(ring);
        }
        outcomes.put(cell, outcome);
        reads.put(cell, reader.reads());
        if (reader.isTorn()) {
            torn.add(cell);
        }
        return outcome;
    }

    /** What a run of a cell reads, in order. */
    synchronized List<Read> reads(Cell cell) {
        outcome(cell);
        return reads.getOrDefault(cell, List.of());
    }

    /** Whether parallel parts of a run may have been stopped by a failure beside them: then it may have read less. */
    synchronized boolean isTorn(Cell cell) {
        outcome(cell);
        return torn.contains(cell);
    }

    /** The cells that are read for a cell, directly or through others, itself included. */
    synchronized Set<Cell> closure(Cell root) {
        Set<Cell> closure = new HashSet<>();
        List<Cell> open = new ArrayList<>(List.of(root));
        while (!open.isEmpty()) {
            Cell cell = open.removeLast();
            if (closure.add(cell)) {
                for (Read read : reads(cell)) {
                    if (read instanceof Read.OfCell of) {
                        open.add(of.cell());
                    }
                }
            }
        }
        return closure;
    }

    private Outcome compute(Cell cell, ReferenceReader reader) {
        try {
            int acc = Interpreter.run(definition, cell, reader);
            return new Outcome.Value(Math.floorMod(acc, definition.query(cell).range()));
        } catch (Exception e) {
            Set<Outcome.Trail> trails = new LinkedHashSet<>();
            for (Outcome.Trail trail : ReferenceFailure.trails(e)) {
                List<Cell> path = new ArrayList<>(List.of(cell));
                path.addAll(trail.path());
                trails.add(new Outcome.Trail(path, trail.why()));
            }
            return new Outcome.Failure(trails);
        }
    }
}
