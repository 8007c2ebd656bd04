package javaindex;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javaindex.Counters.Count;

/** A table of steps: how long each took, how often each query ran in it, and how often an equal value cut it off. */
final class Steps {

    private record Step(String name, long nanos, Map<String, Count> counts) {}

    private final Counters counters;
    private final List<Step> steps = new ArrayList<>();

    Steps(Counters counters) {
        this.counters = counters;
    }

    void step(String name, Runnable block) {
        counters.take();
        long start = System.nanoTime();
        block.run();
        steps.add(new Step(name, System.nanoTime() - start, counters.take()));
    }

    /** The table: a column for each step. */
    List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add(line("runs (of them cut off)", steps.stream().map(Step::name).toList()));
        lines.add(line("time", steps.stream().map(step -> time(step.nanos)).toList()));
        for (String query : steps.getFirst().counts.keySet()) {
            lines.add(line(query, steps.stream().map(step -> step.counts.get(query).toString()).toList()));
        }
        return lines;
    }

    static String time(long nanos) {
        return nanos < 1_000_000 ? "%.0f us".formatted(nanos / 1e3) : "%,.0f ms".formatted(nanos / 1e6);
    }

    private static String line(String head, List<String> cells) {
        return "%-22s".formatted(head) + cells.stream().map("%14s"::formatted).collect(Collectors.joining());
    }
}
