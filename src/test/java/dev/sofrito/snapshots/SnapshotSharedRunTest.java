package dev.sofrito.snapshots;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.QueryException;
import dev.sofrito.Snapshot;
import dev.sofrito.View;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.Gate;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import dev.sofrito.testing.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What was not cached at a revision is computed once for all the snapshots of it, and the source while it is there. */
@Tag("snap.queries")
@Timeout(60)
class SnapshotSharedRunTest {

    private static final int SNAPSHOTS = 64;

    private final Trace trace = new Trace();
    private final Database db = Database.create();
    private final Input<String, Integer> in = db.input("in", String.class, Integer.class);
    private volatile CountDownLatch asking = new CountDownLatch(0);   // how many have yet to come before base goes on
    private final Query<String, Box> base = db.query("base", String.class, Box.class, trace.of("base", key -> {
        if (!asking.await(30, TimeUnit.SECONDS)) {
            throw new AssertionError("not all asked");
        }
        return new Box(in.get(key));
    }));
    private final Query<String, Box> top =
            db.query("top", String.class, Box.class, trace.of("top", key -> base.get(key)));

    /** A value with an identity, which tells one run from two; equal to no other. */
    private static final class Box {

        final int n;

        Box(int n) {
            this.n = n;
        }
    }

    /** Asks all views at once; the run goes on only when all have come. */
    private void askTogether(List<View> views, Caller caller, int expected) throws Exception {
        asking = new CountDownLatch(views.size());
        List<Running<Box>> requests = new ArrayList<>();
        for (View view : views) {
            requests.add(caller.startCall(() -> view.call(() -> {
                asking.countDown();
                return top.get("x");
            })));
        }
        Box first = requests.getFirst().result();
        assertEquals(expected, first.n);
        for (Running<Box> request : requests) {
            assertSame(first, request.result());
        }
        trace.assertRan("top(x)", "base(x)");
    }

    private List<View> snapshots() {
        return new ArrayList<>(Stream.generate(db::snapshot).limit(SNAPSHOTS).toList());
    }

    @OnEachCaller
    void sixtyFourSnapshotsAtOnceRunItOnce(Caller caller) throws Exception {
        in.set("x", 1);
        askTogether(snapshots(), caller, 1);
    }

    @OnEachCaller
    void sixtyFourSnapshotsAndTheSourceAtOnceRunItOnce(Caller caller) throws Exception {
        in.set("x", 1);
        List<View> views = snapshots();
        views.add(SNAPSHOTS / 2, db);
        askTogether(views, caller, 1);
    }

    @OnEachCaller
    void sixtyFourSnapshotsOfAnOldRevisionAtOnceRunItOnce(Caller caller) throws Exception {
        in.set("x", 1);
        List<View> views = snapshots();
        in.set("x", 2);
        askTogether(views, caller, 1);
        assertEquals(2, top.get("x").n);
        trace.assertRanInAnyOrder("top(x)", "base(x)");
    }

    @OnEachCaller
    void alsoWhenTheSourceHasItForALaterRevision(Caller caller) throws Exception {
        in.set("x", 1);
        List<View> views = snapshots();
        in.set("x", 2);
        assertEquals(2, top.get("x").n);
        trace.assertRan("top(x)", "base(x)");
        askTogether(views, caller, 1);
        assertEquals(2, top.get("x").n);
        trace.assertNothingRan();
    }

    @OnEachCaller
    void snapshotsOfSnapshotsShareItToo(Caller caller) throws Exception {
        in.set("x", 1);
        Snapshot parent = db.snapshot();
        List<View> views = new ArrayList<>(
                List.of(parent, parent.snapshot(), parent.snapshot().snapshot(), db.snapshot()));
        in.set("x", 2);
        views.add(parent.snapshot());
        askTogether(views, caller, 1);
    }

    @Test
    void oneAfterTheOtherRunsItOnce() {
        in.set("x", 1);
        List<View> views = snapshots();
        in.set("x", 2);
        Box first = views.getFirst().call(() -> top.get("x"));
        trace.assertRan("top(x)", "base(x)");
        for (View view : views) {
            assertSame(first, view.call(() -> top.get("x")));
        }
        trace.assertNothingRan();
    }

    @Test
    void whatTheSourceComputesAtItsRevisionIsThereForASnapshotTakenBefore() {
        in.set("x", 1);
        Snapshot snapshot = db.snapshot();
        Box box = top.get("x");
        in.set("x", 2);
        trace.assertRan("top(x)", "base(x)");
        assertSame(box, snapshot.call(() -> top.get("x")));
        trace.assertNothingRan();
    }

    @OnEachCaller
    void aRunOfTheSourceThatACommitOvertakesIsSharedToo(Caller caller) throws Exception {
        Gate gate = new Gate();
        Query<String, Box> slow = db.query("slow", String.class, Box.class, trace.of("slow", key -> {
            int n = in.get(key);
            gate.pass();
            return new Box(n);
        }));
        in.set("x", 1);
        Snapshot snapshot = db.snapshot();
        Running<Box> source = caller.startCall(() -> slow.get("x"));
        gate.awaitReached();
        in.set("x", 2);
        Running<Box> old = caller.startCall(() -> snapshot.call(() -> slow.get("x")));
        old.awaitBlocked();
        gate.open();
        assertEquals(1, source.result().n);
        assertSame(source.result(), old.result());
        trace.assertRan("slow(x)");
    }

    @OnEachCaller
    void aFailureIsSharedAsAValueIs(Caller caller) throws Exception {
        Gate gate = new Gate();
        Query<String, Integer> failing = db.query("failing", String.class, Integer.class, trace.of("failing", key -> {
            gate.pass();
            throw new IllegalArgumentException("no " + key + " " + in.get("x"));
        }));
        in.set("x", 1);
        List<View> views = snapshots();
        views.add(db);
        CountDownLatch come = new CountDownLatch(views.size());
        List<Running<QueryException>> requests = new ArrayList<>();
        for (View view : views) {
            requests.add(caller.startCall(() -> {
                come.countDown();
                return assertThrows(QueryException.class, () -> view.run(() -> failing.get("k")));
            }));
        }
        come.await();
        gate.open();
        Throwable cause = requests.getFirst().result().getCause();
        assertEquals("no k 1", cause.getMessage());
        for (Running<QueryException> request : requests) {
            assertSame(cause, request.result().getCause());
        }
        trace.assertRan("failing(k)");
    }
}
