package dev.sofrito.revisions;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The checker of histories finds what it is there to find. */
class HistoryTest {

    private final History<Integer> history = new History<>();

    private void write(int value, long call, long end) {
        history.record("write " + value, call, end, _ -> Optional.of(value));
    }

    private void read(int value, long call, long end) {
        history.record("read " + value, call, end, state -> state == value ? Optional.of(state) : Optional.empty());
    }

    @Test
    void aReadOfWhatWasWrittenBeforeItFits() {
        write(1, 1, 2);
        read(1, 3, 4);
        assertTrue(history.isLinearizable(0));
    }

    @Test
    void aStaleReadDoesNotFit() {
        write(1, 1, 2);
        read(0, 3, 4);
        assertFalse(history.isLinearizable(0));
    }

    @Test
    void aReadBesideAWriteMaySeeEither() {
        write(1, 1, 4);
        read(0, 2, 3);
        read(1, 5, 6);
        assertTrue(history.isLinearizable(0));
    }

    @Test
    void twoReadsBesideAWriteMayNotGoBack() {
        write(1, 1, 6);
        read(1, 2, 3);
        read(0, 4, 5);
        assertFalse(history.isLinearizable(0));
    }

    @Test
    void twoReadersMustAgreeOnTheOrderOfTwoWrites() {
        write(1, 1, 2);
        write(2, 3, 12);
        write(3, 4, 13);
        read(2, 5, 6);
        read(3, 7, 8);
        assertTrue(history.isLinearizable(0));
        read(2, 9, 10);
        assertFalse(history.isLinearizable(0));
    }
}
