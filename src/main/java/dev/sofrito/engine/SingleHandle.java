package dev.sofrito.engine;

import dev.sofrito.Revision;
import dev.sofrito.SingleInput;
import java.util.Optional;

/** An input without a key, as users hold it: one slot of a keyed one. */
final class SingleHandle<V> implements SingleInput<V> {

    private final InputHandle<Object, V> input;

    SingleHandle(InputHandle<Object, V> input) {
        this.input = input;
    }

    @Override
    public V get() {
        return input.get(Slot.SINGLE);
    }

    @Override
    public Optional<V> find() {
        return input.find(Slot.SINGLE);
    }

    @Override
    public Revision set(V value) {
        return input.set(Slot.SINGLE, value);
    }

    @Override
    public Revision remove() {
        return input.remove(Slot.SINGLE);
    }

    @Override
    public String name() {
        return input.name();
    }

    @Override
    public String toString() {
        return "SingleInput[" + name() + "]";
    }
}
