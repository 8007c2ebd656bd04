package dev.sofrito.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The scope of a commit's block: collects mutations, and answers reads of inputs from them. Belongs to the thread of
 * the block, and to subtasks that it waits for; guarded by its monitor.
 */
final class Batch extends Scope {

    /** What the block reads where it has staged nothing. */
    final Root root;
    private final Map<InputDefinition, Map<Object, Change>> staged = new LinkedHashMap<>();

    /** Once the block has ended, a subtask that outlived it is refused. */
    private boolean ended;

    Batch(Root root) {
        this.root = root;
    }

    Engine engine() {
        return root.branch.engine;
    }

    /** Why what is computed can't be asked for in one. */
    static IllegalStateException refusal(String label) {
        return new IllegalStateException(label
                + " was asked for inside commit: a batch reads and writes inputs only; ask before or after it");
    }

    /** Sets a slot, or removes it if there is no value. */
    synchronized void stage(InputDefinition input, Object key, int hash, @Nullable Object value) {
        if (ended) {
            throw new IllegalStateException("a mutation of " + input.label(key) + " came after its commit had ended");
        }
        staged.computeIfAbsent(input, i -> new LinkedHashMap<>())
                .put(key, new Change(input, key, hash, value));
    }

    synchronized @Nullable Object find(InputDefinition input, Object key) {
        Change change = staged.getOrDefault(input, Map.of()).get(key);
        if (change != null) {
            return change.value();
        }
        return root.version(input, key, NodeTable.hash(key)).value();
    }

    synchronized Set<Object> keys(InputDefinition input) {
        Set<Object> keys = new HashSet<>(new KeySet<>(root.state(input)));
        staged.getOrDefault(input, Map.of()).forEach((key, change) -> {
            if (change.value() == null) {
                keys.remove(key);
            } else {
                keys.add(key);
            }
        });
        return Set.copyOf(keys);
    }

    /** What is to be changed, slot by slot. */
    synchronized List<Change> end() {
        ended = true;
        List<Change> changes = new ArrayList<>();
        staged.values().forEach(slots -> changes.addAll(slots.values()));
        return changes;
    }
}
