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
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** A writer that commits without pause neither restarts nor starves a query of some ten milliseconds. */
@Tag("rev.binding")
@Tag("rev.writers-free")
@Timeout(120)
class WriterLoadTest {

    private static final int SAMPLES = 41;
    private static final int PARTS = 100;

    /** How much longer beside a writer than beside a thread that is as busy with something else. */
    private static final double MOST = 2;

    private final Database db = Database.create();
    private final Trace trace = new Trace();
    private final Input<String, Long> number = db.input("number", String.class, Long.class);
    private final AtomicLong commits = new AtomicLong();
    private int work = 100;

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

    private volatile boolean writing;
    private volatile boolean stopped;
    private int next;

    private void writeOrSpin() {
        while (!stopped) {
            if (writing) {
                commit();
            } else {
                Thread.onSpinWait();
            }
        }
    }

    private void commit() {
        long n = commits.incrementAndGet();
        db.commit(() -> {
            number.set("left", n);
            number.set("right", n);
        });
    }

    private long request() {
        int key = next++;
        long start = System.nanoTime();
        assertTrue(heavy.get(key), "all reads of a run are of one revision");
        long took = System.nanoTime() - start;
        trace.assertRan("heavy(" + key + ")");
        return took;
    }

    /** The time of the quicker quarter: machines have other things to do as well. */
    private static long typical(long[] times) {
        long[] sorted = times.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 4];
    }

    /** Warms up, and finds out how much work some ten milliseconds are. */
    private void calibrate() {
        long[] times = new long[9];
        do {
            work *= 2;
            Arrays.setAll(times, i -> request());
        } while (Arrays.stream(times).min().orElseThrow() < TimeUnit.MILLISECONDS.toNanos(8));
    }

    @OnEachCaller
    void itRunsOnceAndTakesLittleLonger(Caller caller) throws Exception {
        commit();
        caller.run(this::calibrate);
        Running<Void> other = Caller.PLATFORM.start(this::writeOrSpin);
        long[] besideSpinner = new long[SAMPLES];
        long[] besideWriter = new long[SAMPLES];
        caller.run(() -> {
            for (int i = 0; i < SAMPLES; i++) {
                writing = false;
                besideSpinner[i] = request();
                long before = commits.get();
                writing = true;
                Running.await(() -> commits.get() > before);
                besideWriter[i] = request();
            }
        });
        stopped = true;
        other.join();
        long spinner = typical(besideSpinner);
        long writer = typical(besideWriter);
        assertTrue(commits.get() > 10 * SAMPLES, () -> "only " + commits + " commits");
        assertTrue(writer < MOST * spinner,
                () -> "beside a spinner " + spinner + " ns, beside a writer " + writer + " ns");
        assertEquals(commits.get(), number.get("left"));
    }
}
