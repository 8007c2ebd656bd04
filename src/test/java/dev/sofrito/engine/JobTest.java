package dev.sofrito.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An interrupt reaches the body that it is for, and no other that the same thread runs before or after. */
@Tag("conc.virtual")
class JobTest {

    private final Job<Boolean, RuntimeException> sees = new Job<>("sees", this::isInterrupted, true);

    private boolean isInterrupted() {
        return Thread.currentThread().isInterrupted();
    }

    @AfterEach
    void clear() {
        Thread.interrupted();
    }

    @Test
    void theCallersInterruptBeforeTheBodyBeginsReachesIt() {
        sees.interrupt();
        sees.run();

        assertTrue(sees.done);
        assertTrue(sees.result());
        assertTrue(Thread.interrupted(), "the caller's flag");
    }

    @Test
    void theCallersInterruptAfterTheBodyEndsReachesNobody() {
        sees.run();
        sees.interrupt();

        assertFalse(isInterrupted());
        assertFalse(sees.result());
    }

    @Test
    void whatABodyLeavesBehindIsItsCallersAlone() {
        Job<Void, RuntimeException> leaves = new Job<>("leaves", () -> {
            Thread.currentThread().interrupt();
            return null;
        }, true);
        leaves.run();
        assertFalse(isInterrupted());
        sees.run();

        assertFalse(sees.result());
        leaves.result();
        assertTrue(isInterrupted());
    }

    @Test
    void anInterruptBetweenTwoBodiesReachesNeither() {
        Thread.currentThread().interrupt();
        sees.run();

        assertFalse(sees.result());
    }

    @Test
    void theThreadIsNamedAfterIt() {
        String before = Thread.currentThread().getName();
        Job<String, RuntimeException> job = new Job<>("words", () -> Thread.currentThread().getName(), true);
        job.run();
        Thread.currentThread().setName(before);

        assertEquals("words", job.result());
    }

    @Test
    void whatIsThrownIsThrownToTheCaller() {
        Job<Void, IOException> job = new Job<>("throws", () -> {
            throw new IOException("no such file");
        }, true);
        job.run();

        assertEquals("no such file", assertThrows(IOException.class, job::result).getMessage());
    }
}
