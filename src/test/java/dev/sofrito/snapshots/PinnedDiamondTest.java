package dev.sofrito.snapshots;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.Snapshot;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.Gate;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import dev.sofrito.testing.Trace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/**
 * A request that stays pinned at an old revision while others move on still asks each cell once: here 2 cells on each
 * of 40 levels, each of which reads both of the level below, so that there are 2^40 paths.
 */
@Tag("rev.binding")
@Tag("snap.queries")
@Timeout(60)
class PinnedDiamondTest {

    private static final int LEVELS = 40;

    /** A cell of the diamond. */
    private record Cell(int level, boolean right) {}

    private final Trace trace = new Trace();
    private final Database db = Database.create();
    private final Input<String, Long> in = db.input("in", String.class, Long.class);
    private volatile Runnable inEachRun = () -> {};
    private final Query<Cell, Long> diamond =
            db.query("diamond", Cell.class, Long.class, trace.of("diamond", this::compute));

    private long compute(Cell cell) {
        inEachRun.run();
        if (cell.level == 0) {
            return in.get("base") + (cell.right ? 1 : 0);
        }
        return diamond.get(new Cell(cell.level - 1, false)) + diamond.get(new Cell(cell.level - 1, true));
    }

    private long top() {
        return diamond.get(new Cell(LEVELS, false)) + diamond.get(new Cell(LEVELS, true));
    }

    private static long expectedTop(long base) {
        return (2 * base + 1) << LEVELS;
    }

    /** Checks that each of the cells ran just once since the last check. */
    private void assertEachRanOnce() {
        List<String> ran = trace.taken();
        assertEquals(ran.size(), new HashSet<>(ran).size(), "a cell ran twice");
        assertEquals(2 * (LEVELS + 1), ran.size());
    }

    @OnEachCaller
    void inABlockWhileOthersRecomputeIt(Caller caller) throws Exception {
        in.set("base", 1L);
        caller.run(() -> db.call(() -> {
            assertEquals(1, in.get("base"));
            Caller.PLATFORM.run(() -> {
                in.set("base", 2L);
                assertEquals(expectedTop(2), top());
            });
            assertEachRanOnce();
            assertEquals(expectedTop(1), top());
            assertEachRanOnce();
            assertEquals(expectedTop(1), top());
            trace.assertNothingRan();
            return 0;
        }));
        assertEquals(expectedTop(2), top());
        trace.assertNothingRan();
    }

    @OnEachCaller
    void inASnapshotWhileTheSourceRecomputesIt(Caller caller) throws Exception {
        in.set("base", 1L);
        try (Snapshot snapshot = db.snapshot()) {
            for (long base = 2; base < 5; base++) {
                in.set("base", base);
                assertEquals(expectedTop(base), top());
                assertEachRanOnce();
            }
            caller.run(() -> {
                assertEquals(expectedTop(1), snapshot.call(this::top));
                assertEachRanOnce();
                assertEquals(expectedTop(1), snapshot.call(this::top));
                trace.assertNothingRan();
            });
        }
    }

    @OnEachCaller
    void inARequestThatCommitsOvertakeAtEveryStep(Caller caller) throws Exception {
        in.set("base", 1L);
        Gate started = new Gate();
        inEachRun = () -> {
            started.pass();
            try {
                Caller.PLATFORM.run(() -> in.set("base", in.get("base") + 1));
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        };
        Running<Long> request = caller.startCall(() -> db.call(this::top));
        started.awaitReached();
        in.set("base", 100L);
        started.open();
        assertEquals(expectedTop(1), request.result());
        assertEachRanOnce();
        assertTrue(in.get("base") >= 100 + 2 * LEVELS);
    }

    @OnEachCaller
    void inManyRequestsOfManyRevisionsAtOnce(Caller caller) throws Exception {
        int revisions = 5;
        List<Snapshot> snapshots = new ArrayList<>();
        for (long base = 1; base <= revisions; base++) {
            in.set("base", base);
            snapshots.add(db.snapshot());
            snapshots.add(db.snapshot());
        }
        List<Running<Long>> requests = new ArrayList<>();
        for (Snapshot snapshot : snapshots) {
            requests.add(caller.startCall(() -> snapshot.call(this::top)));
        }
        requests.add(caller.startCall(() -> db.call(this::top)));
        for (int i = 0; i < requests.size(); i++) {
            assertEquals(expectedTop(Math.min(i / 2 + 1, revisions)), requests.get(i).result());
        }
        List<String> ran = trace.taken();
        assertEquals(revisions * 2 * (LEVELS + 1), ran.size());
    }
}
