package dev.sofrito.engine;

import dev.sofrito.Revision;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Brings mutations to where they belong: into the batch in scope, or to the view in scope as a commit of its own. */
final class Mutations {

    private Mutations() {}

    /** Sets a slot, or removes it if there is no value. */
    static Revision mutate(InputDefinition input, Object key, int hash, @Nullable Object value) {
        return switch (Scope.current()) {
            case Recorder recorder when recorder.root.branch.engine == input.engine -> throw inQuery(
                    "a mutation of " + input.label(key), recorder);
            case Batch batch when batch.engine() == input.engine -> {
                batch.stage(input, key, hash, value);
                yield new Revision(batch.root.revision);
            }
            case Block block when block.view.engine == input.engine -> one(block.view, block, input, key, hash, value);
            default -> one(input.engine.view, null, input, key, hash, value);
        };
    }

    private static Revision one(ViewState view, @Nullable Block block, InputDefinition input, Object key, int hash,
            @Nullable Object value) {
        if (block != null) {
            block.pinned();
        }
        List<Change> changes = List.of(new Change(input, key, hash, value));
        return view.mutate(root -> changes, (before, after) -> moved(block, before, after, changes));
    }

    /** Runs a block of mutations and applies them at once. */
    static Revision commit(ViewState view, Runnable mutations) {
        Scope scope = Scope.current();
        if (scope instanceof Recorder recorder && recorder.root.branch.engine == view.engine) {
            throw inQuery("a commit", recorder);
        }
        if (scope instanceof Batch batch && batch.engine() == view.engine) {
            throw new IllegalStateException("a commit inside a commit: put all mutations into the outer one");
        }
        Block block = scope instanceof Block b && b.view == view ? b : null;
        if (block != null) {
            block.pinned();
        }
        List<Change> changes = new ArrayList<>();
        return view.mutate(root -> {
            Batch batch = new Batch(root);
            try {
                Scope.bind(batch).run(mutations);
            } finally {
                changes.addAll(batch.end());
            }
            return changes;
        }, (before, after) -> moved(block, before, after, changes));
    }

    /**
     * A block reads its own writes: its pin moves to the revision that they made, or, if they changed nothing there, to
     * the newest one. If they change nothing where the block is it stays there.
     */
    private static Revision moved(@Nullable Block block, Root before, Root root, List<Change> changes) {
        boolean effective = root != before;
        if (block == null) {
            return new Revision(root.revision);
        }
        if (!effective) {
            Root pinned = block.pinned();
            if (!Commit.isEffective(pinned, changes)) {
                return new Revision(pinned.revision);
            }
        }
        block.moveTo(root);
        return new Revision(root.revision);
    }

    private static IllegalStateException inQuery(String what, Recorder recorder) {
        return new IllegalStateException(what + " inside the query " + recorder.frame().cell.label()
                + ": queries only read; mutate before asking");
    }
}
