package dev.sofrito.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class LookoutTest {

    private final Lookout lookout = new Lookout();

    @Test
    void isMadeAgainAtOnceWhereItFinds() {
        for (int i = 0; i < 10; i++) {
            assertTrue(lookout.pays());
            lookout.ended(true, false);
        }
    }

    @Test
    void leavesOutTwiceAsManyAfterEachInVainUpTo255() {
        for (int leftOut : new int[] {1, 3, 7, 15, 31, 63, 127, 255, 255}) {
            lookout.ended(false, false);
            assertEquals(leftOut, leftOut());
        }
    }

    @Test
    void leavesOutHalfAsManyAfterEachThatFinds() {
        lookout.ended(false, true);
        assertEquals(255, leftOut());
        for (int leftOut : new int[] {127, 63, 31, 15, 7, 3, 1, 0, 0}) {
            lookout.ended(true, false);
            assertEquals(leftOut, leftOut());
        }
    }

    /** (Two that found both took one from a distrust of 1; then two thousand million were left out.) */
    @Test
    void leavesOutNoMoreThan255HoweverThreadsMeet() throws InterruptedException {
        Runnable attempts = () -> {
            for (int i = 0; i < 2_000_000; i++) {
                lookout.ended(i % 3 != 0, false);
            }
        };
        List<Thread> threads = List.of(new Thread(attempts), new Thread(attempts));
        threads.forEach(Thread::start);
        int most = 0;
        while (threads.stream().anyMatch(Thread::isAlive)) {
            most = Math.max(most, lookout.leftOut);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertTrue(most <= 255);
    }

    /** How many are left out before one is made. */
    private int leftOut() {
        int leftOut = 0;
        while (!lookout.pays()) {
            leftOut++;
        }
        return leftOut;
    }
}
