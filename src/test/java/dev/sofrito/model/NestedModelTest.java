package dev.sofrito.model;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Requests at any revisions that are still there, for a few cells that depend on the same few slots, and in the middle
 * of their runs whatever other threads may do: every value is that of a recomputation at its revision.
 */
@Tag("rev.binding")
@Tag("derived.precise")
@Tag("snap.isolated")
@Tag("snap.queries")
@Tag("mem.collect")
class NestedModelTest {

    @Test
    void requestsAtAnyRevisionOneAfterAnotherAreRight() {
        Budget.spend(3000, 5, seed -> Nesting.run(Nesting.Mode.FLAT, seed));
    }

    @Test
    void requestsInTheMiddleOfWhichOthersAskAndChangeThingsAreRight() {
        Budget.spend(1000, 5, seed -> Nesting.run(Nesting.Mode.NESTED, seed));
    }

    @Test
    @Tag("derived.cancel")
    void requestsThatAreCancelledInTheMiddleOfOneAnotherLeaveNothingWrong() {
        Budget.spend(1600, 10, seed -> Nesting.run(Nesting.Mode.CANCELLED, seed));
    }

    @ParameterizedTest
    @CsvSource({"FLAT, 691", "FLAT, 3847", "NESTED, 6103", "NESTED, 9356", "CANCELLED, 2936", "CANCELLED, 3449"})
    @DisplayName("what a frozen view took over from a live cell does not change behind its back")
    void seedsThatWentWrongOnceAreRight(Nesting.Mode mode, long seed) {
        Nesting.run(mode, seed);
    }
}
