package dev.sofrito.model;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a failing trial smaller: leaves out steps of the program and of the queries as long as it still fails. */
final class Shrinker {

    private int attempts = 1500;
    private Trial small;

    private Shrinker(Trial trial) {
        this.small = trial;
    }

    static Trial shrink(Trial trial) {
        Shrinker shrinker = new Shrinker(trial);
        shrinker.shrinkProgram();
        shrinker.shrinkDefinition();
        shrinker.shrinkProgram();
        return shrinker.small;
    }

    private void shrinkProgram() {
        for (int chunk = Math.max(1, small.program().size() / 2); chunk > 0; chunk /= 2) {
            int at = 0;
            while (at + chunk <= small.program().size()) {
                List<Op> less = new ArrayList<>(small.program());
                less.subList(at, at + chunk).clear();
                if (!keepIfFailing(new Trial(small.profile(), small.seed(), small.definition(), less))) {
                    at += chunk;
                }
            }
        }
    }

    private void shrinkDefinition() {
        for (Cell cell : small.definition().cells()) {
            shrinkCell(cell);
        }
    }

    private void shrinkCell(Cell cell) {
        List<Step> steps = small.definition().steps(cell);
        if (steps.isEmpty() || tryWith(cell, List.of())) {
            return;
        }
        for (int at = 0; at < small.definition().steps(cell).size(); at++) {
            List<Step> less = new ArrayList<>(small.definition().steps(cell));
            less.remove(at);
            if (tryWith(cell, less)) {
                at--;
            }
        }
    }

    private boolean tryWith(Cell cell, List<Step> steps) {
        Definition less = small.definition().with(cell, steps);
        return keepIfFailing(new Trial(small.profile(), small.seed(), less, small.program()));
    }

    private boolean keepIfFailing(Trial trial) {
        if (attempts-- <= 0) {
            return false;
        }
        @Nullable Throwable failure = trial.failure();
        if (failure != null) {
            small = trial;
        }
        return failure != null;
    }
}
