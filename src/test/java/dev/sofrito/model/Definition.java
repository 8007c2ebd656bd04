package dev.sofrito.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Inputs and queries, as data, so that the database and the reference can both go by it. */
record Definition(List<InputSpec> inputs, List<QuerySpec> queries) {

    QuerySpec query(Cell cell) {
        return queries.get(cell.query());
    }

    List<Step> steps(Cell cell) {
        return query(cell).steps().get(cell.key());
    }

    /** All cells there are. */
    List<Cell> cells() {
        return IntStream.range(0, queries.size()).boxed()
                .flatMap(q -> IntStream.range(0, queries.get(q).keys()).mapToObj(k -> new Cell(q, k)))
                .toList();
    }

    /** The same, but for what one cell does. */
    Definition with(Cell cell, List<Step> steps) {
        QuerySpec spec = query(cell);
        List<List<Step>> changed = new ArrayList<>(spec.steps());
        changed.set(cell.key(), List.copyOf(steps));
        List<QuerySpec> others = new ArrayList<>(queries);
        others.set(cell.query(), new QuerySpec(spec.range(), spec.sameness(), spec.failures(), spec.untracked(),
                spec.keep(), changed));
        return new Definition(inputs, others);
    }

    /** The name of a slot as the library prints it. */
    String name(Slot slot) {
        return inputs.get(slot.input()).single() ? "i" + slot.input() : slot.toString();
    }

    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            lines.add("i" + i + " " + inputs.get(i));
        }
        for (int q = 0; q < queries.size(); q++) {
            QuerySpec spec = queries.get(q);
            lines.add("q" + q + " range " + spec.range() + " " + spec.sameness() + " " + spec.failures()
                    + (spec.untracked() ? " untracked" : "") + (spec.forgetful() ? " keep " + spec.keep() : ""));
            for (int k = 0; k < spec.keys(); k++) {
                if (!spec.steps().get(k).isEmpty()) {
                    lines.add("  " + new Cell(q, k) + ": " + spec.steps().get(k));
                }
            }
        }
        return String.join("\n", lines);
    }
}
