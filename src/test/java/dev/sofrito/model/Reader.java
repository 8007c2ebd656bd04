package dev.sofrito.model;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** What the function of a cell reads from: the database, or the reference. */
interface Reader {

    int get(Slot slot);

    @Nullable Integer find(Slot slot);

    Set<Integer> keys(int input);

    int ask(Cell cell);

    /** The number of a cell, or null if it fails. */
    @Nullable Integer tryAsk(Cell cell);

    List<Integer> all(int query, List<Integer> keys);

    int outside();

    List<Integer> fork(Forking how, List<Callable<Integer>> branches) throws Exception;
}
