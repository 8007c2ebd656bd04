package dev.sofrito.engine;

import org.jspecify.annotations.Nullable;

/** A request for a cell: finds out for which view, root and run, and answers it from what is at hand, or fetches it. */
final class Request {

    /** How often a request that nothing is bound to yet moves on to a newer root, if the cell is busy with others. */
    private static final int MOVES = 4;

    private Request() {}

    /**
     * The value of a cell, for the current scope.
     *
     * <p>The compiler makes this a part of the function that asks, so it is as short as can be: of a deep request it is
     * on the stack a million times. Whatever leads to a run is {@link #find}'s, which has returned by then.
     */
    static Object value(QueryDefinition query, Object key) {
        Object found = find(query, key);
        if (found instanceof Frame frame) {
            Memo made;
            try {
                made = Execute.here(frame);
            } catch (Throwable t) {
                frame.release();    // (once more, in case there was no stack left to begin with)
                throw t;
            }
            return answer(made, frame.live(), frame.asker());
        }
        return found;
    }

    /**
     * The value of a cell, or for a running query or a subtask of one, a frame whose function has to run here. All in
     * one, and so too long to be inlined ({@code docs/decisions/0009}).
     */
    private static Object find(QueryDefinition query, Object key) {
        int hash = NodeTable.hash(key);
        Scope scope = Scope.current();
        if (scope instanceof Recorder recorder && recorder.root.branch.engine == query.engine) {
            Root root = recorder.root;
            Cell cell = recorder.expected(query, key, hash);
            if (cell == null) {
                cell = cell(query, key, hash, root.branch);
                if (cell == null) {
                    cell = root.branch.cell(query, key, hash);
                }
            }
            Memo memo = cell.memo;
            if (memo != null && memo.holds(root) && !memo.failed()) {
                Object value = memo.value;
                if (value != null) {
                    memo.wasHit();
                    recorder.record(cell, memo);
                    return value;
                }
            }
            Task task = recorder.requestTask();
            for (;;) {
                Fetched found;
                if (Thread.currentThread().isVirtual()) {
                    found = Fetch.orRun(cell, root, recorder, task, recorder.level + 1, true, false);
                    if (found instanceof Frame frame) {
                        if (frame.level < Threads.HOP) {
                            return frame;
                        }
                        found = Execute.run(frame);
                    }
                } else {
                    Cell wanted = cell;
                    found = Threads.onVirtual(query.name, task,
                            () -> Fetch.live(wanted, root, recorder, task, 0, true, false));
                }
                if (found != null) {
                    return answer((Memo) found, cell, recorder);
                }
                cell = root.branch.cell(query, key, hash);    // that one was collected meanwhile
            }
        }
        if (scope == Scope.OUTSIDE) {
            Unbound.add();
            Root root = query.engine.primary.current;
            Cell cell = query.cells.get(key, hash);
            Memo memo = hit(cell, root);
            if (memo != null) {
                cell.touch(root);
                query.fresh.learn(cell, memo);
                Object value = memo.value;
                if (value != null) {
                    return value;
                }
            }
        }
        Object value = atHand(query, key, hash, scope);
        return value != null ? value : onVirtual(query, key, hash, scope);
    }

    private static Object answer(Memo memo, Cell cell, Recorder recorder) {
        Object value = memo.value;
        if (value == null) {    // evicted meanwhile
            return value(cell.query, cell.key);
        }
        recorder.record(cell, memo);
        return result(memo, value, false);
    }

    /** The value of a cell in a running query or a block, if nothing has to be made for it and it is no failure. */
    static @Nullable Object atHand(QueryDefinition query, Object key, int hash, Scope scope) {
        switch (scope) {
            case Recorder recorder when recorder.root.branch.engine == query.engine -> {
                Cell cell = cell(query, key, hash, recorder.root.branch);
                Memo memo = hit(cell, recorder.root);
                Object value = memo == null ? null : memo.value;
                if (value != null) {
                    recorder.record(cell, memo);
                }
                return value;
            }
            case Block block when block.view.engine == query.engine -> {
                Root root = block.root;
                Cell cell = cell(query, key, hash, root.branch);
                Memo memo = hit(cell, root);
                if (memo == null) {
                    return null;
                }
                cell.touch(root);
                return memo.value;
            }
            default -> {
                return null;
            }
        }
    }

    private static @Nullable Cell cell(QueryDefinition query, Object key, int hash, Branch branch) {
        return (branch == query.engine.primary ? query.cells : branch.cells(query)).get(key, hash);
    }

    /**
     * The memo of a cell, if it holds and is no failure. The root was read before: a commit closes memos, then moves
     * on.
     */
    private static @Nullable Memo hit(@Nullable Cell cell, Root root) {
        Memo memo = cell == null ? null : cell.memo;
        if (memo == null || !memo.holds(root) || memo.failed()) {
            return null;
        }
        memo.wasHit();
        return memo;
    }

    private static Object onVirtual(QueryDefinition query, Object key, int hash, Scope scope) {
        return switch (scope) {
            case Block block when block.view.engine == query.engine ->
                    onVirtual(query, key, hash, block.view, block, null);
            case Batch batch when batch.engine() == query.engine -> throw Batch.refusal(query.label(key));
            // A scope of another database: this one's handles act on the database itself. The run that asks is
            // remembered all the same, to find rings that go through both.
            case Recorder recorder -> onVirtual(query, key, hash, query.engine.view, null, recorder);
            default -> onVirtual(query, key, hash, query.engine.view, null, null);
        };
    }

    private static Object onVirtual(QueryDefinition query, Object key, int hash, ViewState view, @Nullable Block block,
            @Nullable Recorder foreign) {
        if (block == null) {
            view.checkOpen();
        }
        Task task = foreign == null ? new Task(null, 0) : new Task(foreign.task, foreign.depth);
        return Threads.onVirtual(query.name, task, () -> request(query, key, hash, view, block, foreign, task));
    }

    private static Object request(QueryDefinition query, Object key, int hash, ViewState view, @Nullable Block block,
            @Nullable Recorder foreign, Task task) {
        Hold hold = block == null ? view.hold() : hold(block);
        try {
            for (int moves = 0;; moves++) {
                Root root = hold.root();
                Hooks.reach(Hooks.Point.BOUND, query);
                Cell cell = root.branch.cell(query, key, hash);
                boolean movable = block == null && moves < MOVES && !view.isClosed();
                Memo memo = Fetch.live(cell, root, foreign, task, 0, true, movable);
                Object value = memo == null ? null : memo.value;
                if (value != null) {
                    cell.touch(root);
                    return result(memo, value, true);
                }
                Hold next = block == null ? view.holdIfOpen() : hold(block);
                if (next != null) {    // (a request that is under way when the view is closed stays where it is)
                    hold.release();
                    hold = next;
                }
            }
        } finally {
            hold.release();
        }
    }

    private static Hold hold(Block block) {
        for (;;) {
            Hold hold = Hold.of(block.pinned());
            if (hold != null) {
                return hold;
            }    // the block has just moved on to the revision of its own mutation
        }
    }

    private static Object result(Memo memo, Object value, boolean stackTrace) {
        if (memo.failed()) {
            throw ((Failure) value).exception(stackTrace);
        }
        return value;
    }
}
