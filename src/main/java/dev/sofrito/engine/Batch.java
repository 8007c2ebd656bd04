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

    /** Stands for the value of a slot to be removed. */
    private static final Object REMOVED = new Object();

    /** What the block reads where it has staged nothing. */
    final Root root;
    private final Map<InputDefinition, Map<Object, Object>> staged = new LinkedHashMap<>();

    /** Once the block has ended, a subtask that outlived it is refused. */
    private boolean ended;

    Batch(Root root) {
        this.root = root;
    }

    Engine engine() {
        return root.branch.engine;
    }

    /** Sets a slot, or removes it if there is no value. */
    synchronized void stage(InputDefinition input, Object key, @Nullable Object value) {
        if (ended) {
            throw new IllegalStateException("a mutation of " + input.label(key) + " came after its commit had ended");
        }
        staged.computeIfAbsent(input, i -> new LinkedHashMap<>()).put(key, value == null ? REMOVED : value);
    }

    synchronized @Nullable Object find(InputDefinition input, Object key) {
        Object value = staged.getOrDefault(input, Map.of()).get(key);
        if (value != null) {
            return value == REMOVED ? null : value;
        }
        return root.version(input, key, NodeTable.hash(key)).value();
    }

    synchronized Set<Object> keys(InputDefinition input) {
        Set<Object> keys = new HashSet<>(new KeySet<>(root.state(input)));
        staged.getOrDefault(input, Map.of()).forEach((key, value) -> {
            if (value == REMOVED) {
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
        staged.forEach((input, slots) -> slots.forEach((key, value) ->
                changes.add(new Change(input, key, NodeTable.hash(key), value == REMOVED ? null : value))));
        return changes;
    }
}
