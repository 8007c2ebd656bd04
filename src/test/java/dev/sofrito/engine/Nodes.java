package dev.sofrito.engine;

import dev.sofrito.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What the tests of nodes share: cells that are in no table, and threads. */
final class Nodes {

    private static final Engine ENGINE = (Engine) Database.create();

    private Nodes() {}

    /** A key whose hash code is chosen. */
    record Key(int id, int hash) {
        @Override
        public int hashCode() {
            return hash;
        }
    }

    static QueryDefinition query(int id) {
        return new QueryDefinition(ENGINE, "query" + id, id, key -> key);
    }

    static Cell cell(QueryDefinition query, Object key) {
        return new Cell(query, key, NodeTable.hash(key), null);
    }

    /** Cells of a few queries, with keys that the queries share, as many as wanted. */
    static List<Cell> cells(int count) {
        List<QueryDefinition> queries = List.of(query(0), query(1), query(2));
        List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            cells.add(cell(queries.get(i % 3), i / 3));
        }
        return cells;
    }

    /** Runs actions at the same time, and fails as soon as one does; the others are then left to themselves. */
    static void together(Runnable... actions) throws InterruptedException, ExecutionException {
        ExecutorService threads =
                Executors.newFixedThreadPool(actions.length, Thread.ofPlatform().daemon().factory());
        CompletionService<Object> running = new ExecutorCompletionService<>(threads);
        for (Runnable action : actions) {
            running.submit(Executors.callable(action));
        }
        try {
            for (int ended = 0; ended < actions.length; ended++) {
                running.take().get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
