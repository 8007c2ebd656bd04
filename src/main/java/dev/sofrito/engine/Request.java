package dev.sofrito.engine;

import org.jspecify.annotations.Nullable;

/** A request for a cell that was not simply at hand: finds out for which view, root and run, and fetches it. */
final class Request {

    /** How often a request that nothing is bound to yet moves on to a newer root, if the cell is busy with others. */
    private static final int MOVES = 4;

    private Request() {}

    /** The value of a cell, for the scope given. */
    static Object value(QueryDefinition query, Object key, int hash, Scope scope) {
        return switch (scope) {
            case Recorder recorder when recorder.root.branch.engine == query.engine ->
                    inQuery(query, key, hash, null, recorder);
            case Block block when block.view.engine == query.engine ->
                    onVirtual(query, key, hash, block.view, block, null);
            case Batch batch when batch.engine() == query.engine -> throw new IllegalStateException(
                    query.label(key) + " was asked for inside commit: a batch reads and writes inputs only; "
                            + "ask before or after it");
            // A scope of another database: this one's handles act on the database itself. The run that asks is
            // remembered all the same, to find rings that go through both.
            case Recorder recorder -> onVirtual(query, key, hash, query.engine.view, null, recorder);
            default -> onVirtual(query, key, hash, query.engine.view, null, null);
        };
    }

    /**
     * The value of a cell, for a running query or a subtask of one.
     *
     * @param known the cell, if it is known
     */
    static Object inQuery(QueryDefinition query, Object key, int hash, @Nullable Cell known, Recorder recorder) {
        Cell cell = known != null ? known : recorder.root.branch.cell(query, key, hash);
        Task task = recorder.requestTask();
        return Thread.currentThread().isVirtual()
                ? inQuery(cell, recorder, task)
                : Threads.onVirtual(query.name, task, () -> inQuery(cell, recorder, task));
    }

    private static Object inQuery(Cell cell, Recorder recorder, Task task) {
        for (;;) {
            Memo memo = Fetch.live(cell, recorder.root, recorder.frame(), task, true, false);
            Object value = memo.value;
            if (value != null) {
                recorder.record(cell, memo);
                return result(memo, value, false);
            }
        }
    }

    private static Object onVirtual(QueryDefinition query, Object key, int hash, ViewState view, @Nullable Block block,
            @Nullable Recorder foreign) {
        if (block == null) {
            view.checkOpen();
        }
        Task task = foreign == null ? new Task(null, 0) : new Task(foreign.task, foreign.depth);
        Frame parent = foreign == null ? null : foreign.frame();
        return Threads.onVirtual(query.name, task, () -> request(query, key, hash, view, block, parent, task));
    }

    private static Object request(QueryDefinition query, Object key, int hash, ViewState view, @Nullable Block block,
            @Nullable Frame parent, Task task) {
        for (int moves = 0;; moves++) {
            Hold hold = block == null ? view.hold() : Hold.of(block.pinned());
            if (hold == null) {
                continue;    // the block has just moved on to the revision of its own mutation
            }
            try {
                Root root = hold.root();
                Hooks.reach(Hooks.Point.BOUND, query);
                Cell cell = root.branch.cell(query, key, hash);
                boolean movable = block == null && moves < MOVES;
                Memo memo = Fetch.live(cell, root, parent, task, true, movable);
                Object value = memo == null ? null : memo.value;
                if (value != null) {
                    cell.touch(root);
                    return result(memo, value, true);
                }
            } finally {
                hold.release();
            }
        }
    }

    private static Object result(Memo memo, Object value, boolean stackTrace) {
        if (memo.failed()) {
            throw ((Failure) value).exception(stackTrace);
        }
        return value;
    }
}
