package dev.sofrito.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.QueryOption;
import dev.sofrito.Snapshot;
import dev.sofrito.Tracking;
import dev.sofrito.Untracked;
import dev.sofrito.engine.Hooks.Point;
import dev.sofrito.testing.Gate;
import dev.sofrito.testing.Running;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A cell is collected between a request's look for it and its claim: nothing is made for that one any more, since others
 * ask for the one in its place by then. Either the collector's claim is waited for, or it has come and gone.
 */
@Tag("derived.single-flight")
@Tag("mem.collect")
@Timeout(60)
class CollectedBeforeClaimTest {

    private final Database db = Database.create();
    private final Input<String, Integer> in = db.input("in", String.class, Integer.class);

    /** Is collected before the others. */
    private final Query<String, Integer> first = db.query("first", String.class, Integer.class, in::get);

    /** The outside world: it changes whenever {@code low(x)} looks. */
    private final AtomicInteger clock = new AtomicInteger();

    /** Runs of {@code low(x)}, and of {@code top(x)}. */
    private final AtomicInteger lowRuns = new AtomicInteger();
    private final AtomicInteger topRuns = new AtomicInteger();

    private final Map<String, Gate> gates = new ConcurrentHashMap<>();

    @BeforeEach
    void installHook() {
        Hooks.install((at, where) -> {
            Gate gate = where instanceof Cell cell ? gates.remove(at + " " + cell.label()) : null;
            if (gate != null) {
                gate.pass();
            }
        });
    }

    @AfterEach
    void removeHook() {
        Hooks.install(null);
    }

    /** Where the next thread stops that comes to a point with a cell of that label. */
    private Gate gate(Point point, String label) {
        Gate gate = new Gate();
        gates.put(point + " " + label, gate);
        return gate;
    }

    /** A tenth of the input, and if it is untracked what the outside world tells, which is another value in each run. */
    private Query<String, Integer> low(boolean untracked) {
        QueryOption[] options = untracked ? new QueryOption[] {Untracked.INSTANCE} : new QueryOption[0];
        return db.query("low", String.class, Integer.class, key -> {
            int value = in.get(key) / 10;
            if (key.equals("x")) {
                lowRuns.incrementAndGet();
                value += untracked ? 1000 * clock.incrementAndGet() : 0;
            }
            return value;
        }, options);
    }

    /** Has cells remember something that may have changed, and that nobody has asked for lately. */
    @SafeVarargs
    private void remember(Query<String, Integer>... queries) {
        in.set("x", 20);
        in.set("y", 20);
        first.get("x");
        for (Query<String, Integer> query : queries) {
            query.get("x");
        }
        in.set("x", 21);
        in.set("y", 21);
        lowRuns.set(0);
        topRuns.set(0);
    }

    /** A request that has looked for {@code low(x)}, and is about to do so much about it when that is collected. */
    private <T> CompletableFuture<T> collectedBefore(Point point, Callable<T> request) throws Exception {
        Gate collector = gate(Point.TURNING, point == Point.WAITING ? "low(x)" : "first(x)");
        CompletableFuture<Integer> collection = Running.async(() -> db.collect(0));
        collector.awaitReached();
        Gate requester = gate(point, "low(x)");
        CompletableFuture<T> requested = Running.async(request);
        requester.awaitReached();
        collector.open();
        assertTrue(collection.get() >= 2);    // with what was asked for first
        requester.open();
        return requested;
    }

    @ParameterizedTest(name = "{0}, untracked: {1}")
    @CsvSource({"WAITING, false", "WAITING, true", "CLAIMING, false", "CLAIMING, true"})
    void aRunAsks(Point point, boolean untracked) throws Exception {
        Query<String, Integer> low = low(untracked);
        Query<String, Integer> top = db.query("top", String.class, Integer.class, low::get);
        remember(low);
        int value = collectedBefore(point, () -> top.get("x")).get();
        assertEquals(value, low.get("x"));
        assertEquals(value, top.get("x"));
        assertEquals(1, lowRuns.get());
        in.set("x", 30);
        assertEquals(untracked ? 3003 : 3, top.get("x"));
        assertEquals(2, lowRuns.get());
    }

    @ParameterizedTest(name = "{0}, untracked: {1}")
    @CsvSource({"WAITING, false", "WAITING, true", "CLAIMING, false", "CLAIMING, true"})
    @Tag("derived.tracking-escape")
    void aTaskOfARunAsksOnAPlatformThread(Point point, boolean untracked) throws Exception {
        Query<String, Integer> low = low(untracked);
        Query<String, Integer> top = db.query("top", String.class, Integer.class, key -> {
            CompletableFuture<Integer> value = new CompletableFuture<>();
            Thread.ofPlatform().start(Tracking.wrap(() -> {
                value.complete(low.get(key));
            }));
            return value.get();
        });
        remember(low);
        int value = collectedBefore(point, () -> top.get("x")).get();
        assertEquals(value, low.get("x"));
        assertEquals(1, lowRuns.get());
    }

    /** (Who waits in vain outside of a block moves to the newest revision, and looks again for that.) */
    @ParameterizedTest(name = "{0}, untracked: {1}, in a block: {2}")
    @CsvSource({"CLAIMING, false, false", "CLAIMING, true, false", "CLAIMING, false, true", "CLAIMING, true, true",
            "WAITING, false, true", "WAITING, true, true"})
    void aRequestFromOutsideAsks(Point point, boolean untracked, boolean block) throws Exception {
        Query<String, Integer> low = low(untracked);
        remember(low);
        int value = collectedBefore(point, () -> block ? db.call(() -> low.get("x")) : low.get("x")).get();
        assertEquals(value, low.get("x"));
        assertEquals(1, lowRuns.get());
    }

    @ParameterizedTest(name = "{0}, untracked: {1}")
    @CsvSource({"WAITING, false", "WAITING, true", "CLAIMING, false", "CLAIMING, true"})
    @Tag("derived.cutoff")
    void aValidationAsks(Point point, boolean untracked) throws Exception {
        Query<String, Integer> low = low(untracked);
        Query<String, Integer> top = db.query("top", String.class, Integer.class, key -> {
            topRuns.incrementAndGet();
            return low.get(key);
        });
        remember(low, top);
        int value = collectedBefore(point, () -> top.get("x")).get();
        assertEquals(value, low.get("x"));
        assertEquals(1, lowRuns.get());
        assertEquals(untracked ? 1 : 0, topRuns.get());
        in.set("x", 30);
        assertEquals(untracked ? 3003 : 3, top.get("x"));
        assertEquals(2, lowRuns.get());
    }

    @ParameterizedTest(name = "{0}, untracked: {1}")
    @CsvSource({"WAITING, false", "WAITING, true", "CLAIMING, false", "CLAIMING, true"})
    @Tag("derived.cutoff")
    void aValidationOfWhatSubtasksHaveReadAsks(Point point, boolean untracked) throws Exception {
        Query<String, Integer> low = low(untracked);
        Query<String, Integer> top = db.query("top", String.class, Integer.class, key -> {
            topRuns.incrementAndGet();
            Map<String, Integer> values = low.getAll(List.of("x", "y"));
            return values.get("x") + values.get("y");
        });
        remember(top);
        int value = collectedBefore(point, () -> top.get("x")).get();
        assertEquals(value, low.get("x") + 2);
        assertEquals(1, lowRuns.get());
        assertEquals(untracked ? 1 : 0, topRuns.get());
        in.set("x", 30);
        assertEquals(untracked ? 3005 : 5, top.get("x"));
        assertEquals(2, lowRuns.get());
    }

    /** The cell had moved on, so it claims that of the frozen view; the one in its place is running for that root. */
    @Test
    @Tag("snap.queries")
    void whoAsksAtAnOldRevisionWaitsForTheCellInItsPlace() throws Exception {
        Gate run = new Gate();
        Query<String, Integer> low = db.query("low", String.class, Integer.class, key -> {
            int value = in.get(key);
            if (value == 1) {
                lowRuns.incrementAndGet();
                run.pass();
            }
            return value;
        });
        in.set("x", 1);
        try (Snapshot snapshot = db.snapshot()) {
            in.set("x", 2);
            assertEquals(2, low.get("x"));
            in.set("y", 1);
            Gate claiming = gate(Point.CLAIMING, "low(x)");
            CompletableFuture<Integer> former = Running.async(() -> snapshot.call(() -> low.get("x")));
            claiming.awaitReached();
            assertEquals(1, db.collect(0));
            CompletableFuture<Integer> later = Running.async(() -> snapshot.call(() -> low.get("x")));
            run.awaitReached();
            Gate waiting = gate(Point.WAITING, "low(x)");
            claiming.open();
            waiting.awaitReached();
            waiting.open();
            run.open();
            assertEquals(1, later.get());
            assertEquals(1, former.get());
            assertEquals(1, lowRuns.get());
        }
    }

    /** What another request made of the cell before it was collected is still good for who had found that cell. */
    @Test
    @Tag("rev.binding")
    void whatACollectedCellRemembersIsUsed() throws Exception {
        Query<String, Integer> low = low(false);
        remember(low);
        Gate claiming = gate(Point.CLAIMING, "low(x)");
        CompletableFuture<Integer> request = Running.async(() -> db.call(() -> low.get("x")));
        claiming.awaitReached();
        assertEquals(2, low.get("x"));
        in.set("x", 30);
        assertEquals(2, db.collect(0));
        claiming.open();
        assertEquals(2, request.get());
        assertEquals(1, lowRuns.get());
    }
}
