package dev.sofrito.engine;

import dev.sofrito.Equality;
import dev.sofrito.Failures;
import dev.sofrito.Keep;
import dev.sofrito.QueryFunction;
import dev.sofrito.QueryOption;
import dev.sofrito.Untracked;

/** What is fixed about a derived query. */
final class QueryDefinition extends Ingredient {

    /** One key in 16 tells of what all may be like. */
    private static final int SAMPLE = 15;

    /** More room than that is not made before it is needed. */
    private static final int MOST = 64;

    final QueryFunction<Object, Object> function;
    final Equality equality;
    final boolean failsUntilChanged;
    final boolean untracked;

    /** How many values are kept; 0 for all. */
    final int keep;

    /** Whether threads are named after each run; see {@link Naming}. */
    final Naming naming = new Naming();

    /** See {@link #usualReads}; written and read by runs without synchronization, as a mere estimate. */
    private int usual = 2;

    /** Values in the database's own branch. */
    final Fresh fresh = new Fresh();

    /** Cells of the database's own branch. */
    final NodeTable<Cell> cells;

    QueryDefinition(
            Engine engine, String name, int id, QueryFunction<Object, Object> function, QueryOption... options) {
        super(engine, name, id);
        this.cells = engine.primary.cells(this);
        this.function = function;
        Equality equality = Equality.deep();
        boolean failsUntilChanged = false;
        boolean untracked = false;
        int keep = 0;
        for (QueryOption option : options) {
            switch (option) {
                case Equality e -> equality = e;
                case Failures f -> failsUntilChanged = f == Failures.UNTIL_CHANGED;
                case Untracked u -> untracked = true;
                case Keep k -> keep = k.values();
            }
        }
        this.equality = equality;
        this.failsUntilChanged = failsUntilChanged;
        this.untracked = untracked;
        this.keep = keep;
    }

    /** How many dependencies a run is likely to come to, if there is none before it to go by. */
    int usualReads() {
        return usual;
    }

    /**
     * Notes how many dependencies a first run has come to. Few of them are noted, since processors that write to one
     * place have to wait for each other.
     */
    void ran(Cell cell, int reads) {
        if ((cell.hash & SAMPLE) == 0) {
            int room = Math.clamp(reads, 1, MOST);
            if (room != usual) {
                usual = room;
            }
        }
    }
}
