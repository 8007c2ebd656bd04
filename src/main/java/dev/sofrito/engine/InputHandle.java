package dev.sofrito.engine;

import dev.sofrito.Input;
import dev.sofrito.MissingInputException;
import dev.sofrito.Revision;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An input as users hold it. */
final class InputHandle<K, V> implements Input<K, V> {

    private static final int KEYS_HASH = NodeTable.hash(Slot.KEYS);

    private final InputDefinition input;
    private final Class<?> keyType;
    private final Class<?> valueType;

    InputHandle(InputDefinition input, Class<?> keyType, Class<?> valueType) {
        this.input = input;
        this.keyType = keyType;
        this.valueType = valueType;
    }

    @Override
    public V get(K key) {
        V value = read(key);
        if (value == null) {
            throw new MissingInputException(input.label(key));
        }
        return value;
    }

    @Override
    public Optional<V> find(K key) {
        return Optional.ofNullable(read(key));
    }

    @SuppressWarnings("unchecked")
    private @Nullable V read(K key) {
        Objects.requireNonNull(key, "key");
        int hash = NodeTable.hash(key);
        return (V) switch (Scope.current()) {
            case Recorder recorder when recorder.root.branch.engine == input.engine -> {
                Slot slot = slot(key, hash, recorder);
                Version version = slot.at(recorder.root);
                recorder.record(slot, version);
                yield version.value();
            }
            case Batch batch when batch.engine() == input.engine -> batch.find(input, key);
            case Scope scope -> outside(scope).version(input, key, hash).value();
        };
    }

    /** The node that the run before read at this place, if it is this key's; else that of the table. */
    private Slot slot(Object key, int hash, Recorder recorder) {
        Branch branch = recorder.root.branch;
        Slot expected = recorder.expected(input, key, hash);
        if (expected == null || expected.isDetached()) {
            return branch.slot(input, key, hash);
        }
        expected.learn(branch);
        return expected;
    }

    /** The root to read at, where no dependency is recorded. */
    private Root outside(Scope scope) {
        return scope instanceof Block block && block.view.engine == input.engine
                ? block.pinned()
                : input.engine.view.root();
    }

    @Override
    @SuppressWarnings("unchecked")
    public Set<K> keys() {
        return switch (Scope.current()) {
            case Recorder recorder when recorder.root.branch.engine == input.engine -> {
                Slot slot = recorder.root.branch.slot(input, Slot.KEYS, KEYS_HASH);
                recorder.record(slot, slot.at(recorder.root));
                yield new KeySet<>(recorder.root.state(input));
            }
            case Batch batch when batch.engine() == input.engine -> (Set<K>) batch.keys(input);
            case Scope scope -> new KeySet<>(outside(scope).state(input));
        };
    }

    @Override
    public Revision set(K key, V value) {
        check(key, "key", keyType);
        check(value, "value", valueType);
        return Mutations.mutate(input, key, NodeTable.hash(key), value);
    }

    @Override
    public Revision remove(K key) {
        check(key, "key", keyType);
        return Mutations.mutate(input, key, NodeTable.hash(key), null);
    }

    private void check(Object given, String what, Class<?> type) {
        Objects.requireNonNull(given, what);
        if (!type.isInstance(given)) {
            throw new ClassCastException("the " + what + " of input " + input.name + " is a " + type.getName()
                    + ", not a " + given.getClass().getName());
        }
    }

    @Override
    public String name() {
        return input.name;
    }

    @Override
    public String toString() {
        return "Input[" + input.name + "]";
    }
}
