package dev.sofrito.engine;

import dev.sofrito.Revision;
import dev.sofrito.Snapshot;
import java.lang.ref.Reference;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What the database and its snapshots have in common as views. */
abstract class AbstractView {

    abstract ViewState state();

    public final Revision revision() {
        try {
            return new Revision(here().revision);
        } finally {
            Reference.reachabilityFence(this);    // or a snapshot might be taken for forgotten, and closed
        }
    }

    /** Says the newest revision, also in a scope that pins the view to another one. */
    @Override
    public final String toString() {
        return state().toString();
    }

    /** The root that the scope pins this view to, else the newest. */
    private Root here() {
        state().checkOpen();
        return switch (Scope.current()) {
            case Block block when block.view == state() -> block.pinned();
            case Recorder recorder when state().has(recorder.root) -> recorder.root;
            case Batch batch when state().has(batch.root) -> batch.root;
            default -> state().root();
        };
    }

    public final <T extends @Nullable Object, X extends Throwable> T call(ScopedValue.CallableOp<? extends T, X> block)
            throws X {
        Objects.requireNonNull(block, "block");
        try {
            return pinned(block);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private <T extends @Nullable Object, X extends Throwable> T pinned(ScopedValue.CallableOp<? extends T, X> block)
            throws X {
        state().checkOpen();
        switch (Scope.current()) {
            case Block outer when outer.view == state() -> {
                return block.call();
            }
            case Recorder recorder when state().has(recorder.root) -> {
                return block.call();
            }
            case Recorder recorder when recorder.root.branch.engine == state().engine ->
                    throw new IllegalStateException(
                            "a block of another view inside the query " + recorder.frame().cell.label()
                                    + ": a query reads at its own revision only");
            case Batch batch when batch.engine() == state().engine -> throw new IllegalStateException(
                    "a block inside commit: a batch reads and writes inputs only; begin the block before or after it");
            default -> {
                return Threads.onVirtual("sofrito block", new Task(null, 0), () -> inBlock(block));
            }
        }
    }

    private <T extends @Nullable Object, X extends Throwable> T inBlock(ScopedValue.CallableOp<? extends T, X> block)
            throws X {
        Block scope = new Block(state(), state().hold());
        try {
            return Scope.bind(scope).call(block);
        } finally {
            scope.end();
        }
    }

    public final void run(Runnable block) {
        Objects.requireNonNull(block, "block");
        this.<@Nullable Void, RuntimeException>call(() -> {
            block.run();
            return null;
        });
    }

    public final Revision commit(Runnable mutations) {
        Objects.requireNonNull(mutations, "mutations");
        try {
            return Mutations.commit(state(), mutations);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    public final Snapshot snapshot() {
        return new SnapshotHandle(new ViewState(hold()));
    }

    public final CompletableFuture<Snapshot> snapshotAsync() {
        return DeepClone.start(new SnapshotHandle(new ViewState(hold())));
    }

    private Hold hold() {
        try {
            for (;;) {
                Hold hold = Hold.of(here());
                if (hold != null) {
                    return hold;
                }
            }
        } finally {
            Reference.reachabilityFence(this);
        }
    }
}
