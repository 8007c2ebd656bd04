package dev.sofrito.snapshots;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Snapshot;
import dev.sofrito.testing.Garbage;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Thousands of live snapshots of as many revisions cost what was edited between them, and closing or forgetting them
 * gives that back. In full size with {@code -Dsofrito.big=true}.
 */
@Tag("snap.many")
@Tag("snap.close")
@Tag("snap.cost")
@Timeout(900)
class SnapshotMemoryTest {

    private static final boolean BIG = Boolean.getBoolean("sofrito.big");
    private static final int CELLS = BIG ? 1_000_000 : 100_000;
    private static final int SNAPSHOTS = BIG ? 10_000 : 2_000;

    /** What one edit, the new value of its cell, and a snapshot may cost together: not a copy of anything large. */
    private static final long BYTES_AN_EDIT = 4_000;

    /** What the heap may differ by without anybody being to blame. */
    private static final long NOISE = 3_000_000;

    /** In which order snapshots are closed. */
    enum Order {
        OLDEST_FIRST(snapshots -> {}),
        NEWEST_FIRST(Collections::reverse),
        RANDOM(snapshots -> Collections.shuffle(snapshots, new Random(5)));

        private final Consumer<List<History.Past>> arrange;

        Order(Consumer<List<History.Past>> arrange) {
            this.arrange = arrange;
        }
    }

    @ParameterizedTest
    @EnumSource(Order.class)
    void closingGivesBackWhatTheSnapshotsHeld(Order order) {
        History history = new History(CELLS);
        long before = usedHeap();
        List<History.Past> pasts = history.grow(SNAPSHOTS);
        long grown = usedHeap() - before;
        assertTrue(grown <= SNAPSHOTS * BYTES_AN_EDIT + NOISE, () -> SNAPSHOTS + " snapshots hold " + grown + " bytes");
        history.assertAllRight(pasts);

        order.arrange.accept(pasts);
        for (int left : new int[] {SNAPSHOTS / 2, 1, 0}) {
            while (pasts.size() > left) {
                pasts.removeFirst().snapshot().close();
            }
            history.awaitNothingElseIsKept(pasts);
            history.assertAllRight(pasts);
        }
        assertBack(before, grown);
    }

    @Test
    void forgettingGivesBackWhatTheSnapshotsHeld() {
        History history = new History(CELLS);
        long before = usedHeap();
        List<History.Past> pasts = history.grow(SNAPSHOTS);
        long grown = usedHeap() - before;
        history.assertAllRight(pasts);

        Collections.shuffle(pasts, new Random(6));
        List<History.Past> remembered = new ArrayList<>(pasts.subList(0, SNAPSHOTS / 100));
        pasts.clear();
        history.awaitNothingElseIsKept(remembered);
        history.assertAllRight(remembered);
        remembered.clear();
        history.awaitNothingElseIsKept(remembered);
        assertBack(before, grown);
    }

    @Test
    void forgettingMutatedSnapshotsGivesBackWhatTheyHeld() {
        History history = new History(1000);
        for (int i = 0; i < 200; i++) {
            Snapshot snapshot = history.snapshot();
            assertEquals(-1 - i, history.mutate(snapshot, i, -1 - i));
        }
        history.awaitNothingElseIsKept(List.of());
    }

    @Test
    void aClosedSnapshotHoldsNothingThoughItIsRemembered() {
        History history = new History(1000);
        List<History.Past> pasts = history.grow(100);
        List<Snapshot> closed = new ArrayList<>();
        for (History.Past past : pasts) {
            history.assertSumRight(past);
            Snapshot mutated = past.snapshot().snapshot();
            assertEquals(-1, history.mutate(mutated, 7, -1));
            closed.add(past.snapshot());
            closed.add(mutated);
        }
        closed.forEach(Snapshot::close);
        history.awaitNothingElseIsKept(List.of());
        history.assertSumsGone();
        Reference.reachabilityFence(closed);
    }

    @Test
    void whatASnapshotComputedGoesWithIt() {
        History history = new History(1000);
        List<History.Past> pasts = history.grow(100);
        for (History.Past past : pasts) {
            history.assertSumRight(past);
        }
        for (History.Past past : pasts) {
            past.snapshot().close();
        }
        pasts.clear();
        history.awaitNothingElseIsKept(pasts);
        history.assertSumsGone();
    }

    private static void assertBack(long before, long grown) {
        Garbage.awaitCollected(() -> usedHeap() - before <= grown / 10 + NOISE);
    }

    /** What is used once the collector, and the cleaner of what earlier tests forgot, find nothing more. */
    private static long usedHeap() {
        Runtime runtime = Runtime.getRuntime();
        long last = Long.MAX_VALUE;
        for (int steady = 0; steady < 3;) {
            System.gc();
            long used = runtime.totalMemory() - runtime.freeMemory();
            steady = Math.abs(used - last) < 100_000 ? steady + 1 : 0;
            last = used;
        }
        return last;
    }
}
