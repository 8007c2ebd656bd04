package dev.sofrito.engine;

import java.util.function.Consumer;

/** What was read, in the order of the first read: as a {@link Recorder} lists it, and as a {@link Memo} keeps it. */
sealed interface Reads permits Recorder, Memo, Reads.Listed {

    /** Nothing. */
    Reads NONE = new Listed();

    /** How many dependencies there are. */
    int count();

    /** The dependency at a place, counted from 0. */
    Dependency read(int place);

    /** All of them; not to be changed. */
    Dependency[] toArray();

    /** Each node among them, those of groups too. */
    default void forEachNode(Consumer<Node> each) {
        int count = count();
        for (int i = 0; i < count; i++) {
            read(i).forEachNode(each);
        }
    }

    /** In an array. */
    record Listed(Dependency... toArray) implements Reads {

        @Override
        public int count() {
            return toArray.length;
        }

        @Override
        public Dependency read(int place) {
            return toArray[place];
        }
    }
}
