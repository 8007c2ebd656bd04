package dev.sofrito.model;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random definitions under many threads that set, commit, ask, cancel, pin, take and close snapshots, and collect: all
 * they saw has one sequential order, what is asked in a block is at one revision, a cell runs once a revision, and when
 * all is quiet every value is right and every run due.
 */
@Tag("rev.linearizable")
@Tag("rev.binding")
@Tag("rev.order")
@Tag("rev.consistent-read")
@Tag("derived.precise")
@Tag("derived.single-flight")
@Tag("derived.cancel")
@Tag("input.batch")
@Tag("snap.frozen")
@Tag("snap.isolated")
@Tag("snap.linearizable")
class ConcurrentModelTest {

    @Test
    void whatManyThreadsSeeHasOneOrderAndLeavesNothingSpoilt() {
        Budget.spend(150, 20, Storm::run);
    }

    /**
     * A cell was right to run, but the model no longer knew why: what it had read was told by its own memo alone, and no
     * more by that of the cell read.
     */
    @Test
    void aRunThatIsDueIsAllowed() {
        Storm.run(8063138708892L);
    }
}
