package dev.sofrito.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One thread at a time has a short lock, and who waits for it stays where it is. */
@Timeout(60)
class ShortLockTest {

    private final ShortLock lock = new ShortLock();
    private long count;    // guarded by lock

    private Thread start(boolean virtual, Runnable body) {
        return virtual ? Thread.ofVirtual().start(body) : Thread.ofPlatform().daemon().start(body);
    }

    @ParameterizedTest(name = "virtual threads: {0}")
    @ValueSource(booleans = {true, false})
    void oneThreadAtATimeHasIt(boolean virtual) throws Exception {
        int threads = virtual ? 200 : 8;
        int times = 400_000 / threads;
        List<Thread> counting = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            counting.add(start(virtual, () -> {
                for (int j = 0; j < times; j++) {
                    lock.lock();
                    count++;
                    lock.unlock();
                    if (j % 100 == 0) {
                        Thread.yield();
                    }
                }
            }));
        }
        for (Thread thread : counting) {
            thread.join();
        }

        assertEquals((long) threads * times, count);
    }

    @ParameterizedTest(name = "virtual thread: {0}")
    @ValueSource(booleans = {true, false})
    void whoWaitsForItDoesNotPark(boolean virtual) throws Exception {
        lock.lock();
        Thread waiting = start(virtual, () -> {
            lock.lock();
            count++;
            lock.unlock();
        });
        while (Arrays.stream(waiting.getStackTrace()).noneMatch(frame -> frame.getMethodName().equals("await"))) {
            Thread.onSpinWait();
        }
        for (int i = 0; i < 1000; i++) {
            assertEquals(Thread.State.RUNNABLE, waiting.getState());
        }
        assertEquals(0, count);
        lock.unlock();
        waiting.join();

        assertEquals(1, count);
    }
}
