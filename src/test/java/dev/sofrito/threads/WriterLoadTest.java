package dev.sofrito.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import dev.sofrito.testing.Trace;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** A writer that commits without pause neither restarts nor starves a query of some ten milliseconds. */
@Tag("rev.binding")
@Tag("rev.writers-free")
@Timeout(120)
class WriterLoadTest {

    private static final int SAMPLES = 31;
    private static final int PARTS = 100;

    /** Twice as long is what a requester that shares one processor with one writer takes; the rest is for noise. */
    private static final long MOST = 4;

    private final Database db = Database.create();
    private final Trace trace = new Trace();
    private final Input<String, Long> number = db.input("number", String.class, Long.class);
    private final AtomicLong commits = new AtomicLong();
    private int work = 1000;

    /** Reads both halves of what the writer commits, again and again between pieces of work: were they the same? */
    private final Query<Integer, Boolean> heavy = db.query("heavy", trace.of("heavy", n -> {
        long first = number.get("left");
        boolean same = true;
        long x = n;
        for (int part = 0; part < PARTS; part++) {
            for (int i = 0; i < work; i++) {
                x = x * 6364136223846793005L + 1442695040888963407L;
            }
            same &= number.get("left") == first && number.get("right") == first;
        }
        return same && x != 42;
    }));

    private long median(int from) {
        long[] times = new long[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            long start = System.nanoTime();
            assertTrue(heavy.get(from + i), "all reads of a run are of one revision");
            times[i] = System.nanoTime() - start;
            trace.assertRan("heavy(" + (from + i) + ")");
        }
        Arrays.sort(times);
        return times[SAMPLES / 2];
    }

    private void commit() {
        long n = commits.incrementAndGet();
        db.commit(() -> {
            number.set("left", n);
            number.set("right", n);
        });
    }

    @OnEachCaller
    void itRunsOnceAndTakesLittleLonger(Caller caller) throws Exception {
        commit();
        caller.run(() -> {
            long probe = median(-1_000);
            work = (int) Math.max(1, work * TimeUnit.MILLISECONDS.toNanos(10) / probe);
            long alone = median(1_000);
            AtomicBoolean stop = new AtomicBoolean();
            Running<Void> writer = Caller.PLATFORM.start(() -> {
                while (!stop.get()) {
                    commit();
                }
            });
            long before = commits.get();
            Running.await(() -> commits.get() > before);
            long loaded = median(2_000);
            stop.set(true);
            writer.join();
            assertTrue(commits.get() - before > 10 * SAMPLES, () -> "only " + (commits.get() - before) + " commits");
            assertTrue(loaded < MOST * alone, () -> "alone " + alone + " ns, beside a writer " + loaded + " ns");
        });
        assertEquals(commits.get(), number.get("left"));
    }
}
