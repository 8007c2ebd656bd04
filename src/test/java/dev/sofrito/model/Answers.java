package dev.sofrito.model;

import dev.sofrito.CycleException;
import dev.sofrito.QueryException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Checks what a requester gets against what the reference says. */
final class Answers {

    private Answers() {}

    /** Checks a value. */
    static void value(Cell cell, Outcome expected, Object value) {
        if (!expected.agrees(Seen.value(value))) {
            throw new AssertionError(cell + " gave " + Sameness.decode(value) + ", not " + expected);
        }
    }

    /**
     * Checks a failure: its cause, or its ring, and that its path begins here. How the path goes on depends on when the
     * failure arose; see {@link RunCheck}.
     */
    static void failure(Cell cell, Outcome expected, QueryException e) {
        boolean right = switch (expected) {
            case Outcome.Value value -> false;
            case Outcome.Failure failure -> expected.agrees(Seen.failure(e))
                    && !(e instanceof CycleException c && c.participants().contains(cell.toString()));
            case Outcome.Cycle cycle -> e instanceof CycleException c
                    && isRotation(cycle.ring().stream().map(Cell::toString).toList(), c.participants());
        };
        if (!right || !e.path().getFirst().equals(cell.toString())) {
            throw new AssertionError(
                    cell + " failed with " + e.path() + " " + e + " " + e.getCause() + ", not " + expected, e);
        }
    }

    private static boolean isRotation(List<String> ring, List<String> participants) {
        List<String> rotated = new ArrayList<>(ring);
        for (int i = 0; i < ring.size(); i++) {
            if (rotated.equals(participants)) {
                return true;
            }
            Collections.rotate(rotated, 1);
        }
        return false;
    }
}
