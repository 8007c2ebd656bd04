package dev.sofrito.model;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random programs on one thread: every value is that of a recomputation, every revision moves as it should, and of each
 * cell that ran, and of each that did not, it is known why.
 */
@Tag("derived.deps")
@Tag("derived.precise")
@Tag("derived.memo")
@Tag("derived.cutoff")
@Tag("derived.order")
@Tag("derived.failure")
@Tag("derived.null")
@Tag("derived.untracked")
@Tag("input.get")
@Tag("input.set")
@Tag("input.remove")
@Tag("input.keys")
@Tag("input.single")
@Tag("input.batch")
@Tag("input.durability")
@Tag("rev.order")
class SequentialModelTest {

    @Test
    void onOneViewEveryRunIsDueAndEveryValueRight() {
        Budget.spend(3000, 15, seed -> Trial.run(Profile.PLAIN, seed));
    }

    @Test
    @Tag("conc.fork")
    @Tag("conc.jdk-scope")
    @Tag("derived.tracking-escape")
    @Tag("derived.cancel")
    @Tag("mem.evict")
    @Tag("mem.collect")
    void queriesThatForkForgetAndAreCancelledRunWhenDueAndAreRight() {
        Budget.spend(1000, 15, seed -> Trial.run(Profile.RICH, seed));
    }

    @Test
    @Tag("snap.frozen")
    @Tag("snap.isolated")
    @Tag("snap.many")
    @Tag("snap.queries")
    @Tag("snap.close")
    void treesOfSnapshotsAreIsolatedAndUseWhatIsCached() {
        Budget.spend(2000, 15, seed -> Trial.run(Profile.SNAPSHOTS, seed));
    }

    @Test
    @Tag("conc.fork")
    @Tag("mem.evict")
    @Tag("mem.collect")
    @Tag("snap.isolated")
    @Tag("snap.queries")
    void treesOfSnapshotsOfQueriesThatForkAndForgetAreRight() {
        Budget.spend(1000, 10, seed -> Trial.run(Profile.ALL, seed));
    }

    @Test
    @Tag("cycle.self")
    @Tag("cycle.stale")
    void onlyTheCellsOfARingFailAsACycle() {
        Budget.spend(1000, 5, seed -> Trial.run(Profile.CYCLES, seed));
    }
}
