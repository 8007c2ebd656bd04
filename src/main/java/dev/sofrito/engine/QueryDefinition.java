package dev.sofrito.engine;

import dev.sofrito.Equality;
import dev.sofrito.Failures;
import dev.sofrito.Keep;
import dev.sofrito.QueryFunction;
import dev.sofrito.QueryOption;
import dev.sofrito.Untracked;

/** What is fixed about a derived query. */
final class QueryDefinition extends Ingredient {

    final QueryFunction<Object, Object> function;
    final Equality equality;
    final boolean failsUntilChanged;
    final boolean untracked;

    /** How many values are kept; 0 for all. */
    final int keep;

    /** Whether threads are named after each run; see {@link Naming}. */
    final Naming naming = new Naming();

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
}
