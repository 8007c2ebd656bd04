package dev.sofrito.engine;

import dev.sofrito.Snapshot;
import java.util.concurrent.CompletableFuture;

/**
 * The deep clone behind {@code snapshotAsync}: gives a snapshot cells of its own, one by one, each read under its lock,
 * on virtual threads. The source goes on meanwhile; what its cells were at the snapshot's revision is retained for it.
 */
final class DeepClone {

    /** After so many cells the thread lets others have the processor. */
    private static final int SLICE = 256;

    private DeepClone() {}

    static CompletableFuture<Snapshot> start(SnapshotHandle snapshot) {
        CompletableFuture<Snapshot> future = new CompletableFuture<>();
        future.whenComplete((done, failure) -> {
            if (failure != null) {
                snapshot.close();
            }
        });
        Thread.ofVirtual().name("sofrito clone").start(() -> {
            try {
                ViewState view = snapshot.state();
                Branch branch = view.branch();
                Root base = branch.base;
                if (base != null) {
                    cells(branch, base, future);
                    view.independent(branch);
                }
                future.complete(snapshot);
            } catch (Throwable t) {
                future.completeExceptionally(t);
            }
        });
        return future;
    }

    /** Clones the cells of the branch where one began, and what that has not adopted yet itself. */
    private static void cells(Branch branch, Root base, CompletableFuture<?> future) {
        for (Root root = base; root != null; root = root.branch.base) {
            for (QueryDefinition query : branch.engine.queries()) {
                Tables frozen = root.frozenIfAny();
                if (frozen != null) {
                    cells(branch, frozen.cells(query), future);
                }
                cells(branch, root.branch.cells(query), future);
            }
        }
    }

    private static void cells(Branch branch, NodeTable<Cell> source, CompletableFuture<?> future) {
        int[] count = {0};
        source.forEach(cell -> {
            if (future.isDone()) {
                throw new IllegalStateException("the snapshot was given up");
            }
            Cell clone = branch.cell(cell.query, cell.key, cell.hash);
            Adopt.cloned(branch, clone);
            if (++count[0] % SLICE == 0) {
                Thread.yield();
            }
        });
    }
}
