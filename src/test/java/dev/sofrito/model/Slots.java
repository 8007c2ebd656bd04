package dev.sofrito.model;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Revision;
import dev.sofrito.SingleInput;
import java.util.Optional;
import java.util.Set;

/** An input of the database, keyed or single, so that both are handled alike. */
interface Slots {

    int get(int key);

    Optional<Integer> find(int key);

    Set<Integer> keys();

    Revision set(int key, int number);

    Revision remove(int key);

    /** Applies one edit of this input. */
    default Revision apply(Edit edit) {
        Integer number = edit.number();
        int key = edit.slot().key();
        return number == null ? remove(key) : set(key, number);
    }

    /** Defines an input. */
    static Slots define(Database database, String name, InputSpec spec) {
        return spec.single()
                ? single(database.single(name, Integer.class, spec.durability()))
                : keyed(database.input(name, Integer.class, Integer.class, spec.durability()));
    }

    private static Slots keyed(Input<Integer, Integer> input) {
        return new Slots() {
            @Override
            public int get(int key) {
                return input.get(key);
            }

            @Override
            public Optional<Integer> find(int key) {
                return input.find(key);
            }

            @Override
            public Set<Integer> keys() {
                return input.keys();
            }

            @Override
            public Revision set(int key, int number) {
                return input.set(key, number);
            }

            @Override
            public Revision remove(int key) {
                return input.remove(key);
            }
        };
    }

    private static Slots single(SingleInput<Integer> input) {
        return new Slots() {
            @Override
            public int get(int key) {
                return input.get();
            }

            @Override
            public Optional<Integer> find(int key) {
                return input.find();
            }

            @Override
            public Set<Integer> keys() {
                return input.find().isPresent() ? Set.of(0) : Set.of();
            }

            @Override
            public Revision set(int key, int number) {
                return input.set(number);
            }

            @Override
            public Revision remove(int key) {
                return input.remove();
            }
        };
    }
}
