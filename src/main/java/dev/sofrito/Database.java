package dev.sofrito;

import dev.sofrito.engine.Engine;

/**
 * An incremental database: inputs, the queries derived from them, and everything remembered of their results.
 *
 * {@snippet :
 * Database db = Database.create();
 * Input<String, String> text = db.input("text", String.class, String.class);
 * Query<String, Integer> words = db.query("words", String.class, Integer.class,
 *         file -> text.get(file).split("\\s+").length);
 * text.set("a.txt", "to be or not to be");
 * int n = words.get("a.txt");
 * }
 *
 * <p>Ingredients (inputs, queries, interners) are told apart by name; a name is used once. They may be defined at any
 * time, from any thread.
 */
public non-sealed interface Database extends View, AutoCloseable {

    /** Creates an empty database in memory, without limits. It needs no JVM flags and no files. */
    static Database create() {
        return builder().build();
    }

    /** Starts the making of a database with settings. */
    static Builder builder() {
        return Engine.builder();
    }

    /** Defines an input whose keys and values may be of any type. */
    <K, V> Input<K, V> input(String name, InputOption... options);

    /**
     * Defines an input. Keys and values must be instances of the given classes, immutable, with proper
     * {@code equals} and {@code hashCode}.
     *
     * @throws IllegalArgumentException if the name is taken
     */
    <K, V> Input<K, V> input(String name, Class<K> key, Class<V> value, InputOption... options);

    /** Defines an input with one slot and no key. */
    <V> SingleInput<V> single(String name, Class<V> value, InputOption... options);

    /** Defines a derived query whose keys and values may be of any type. */
    <K, V> Query<K, V> query(String name, QueryFunction<K, V> function, QueryOption... options);

    /**
     * Defines a derived query.
     *
     * @param key the class of the keys; for the compiler alone, nothing is checked when the query is asked
     * @param value the class of the values; likewise
     * @param function computes the value of a key from inputs and other queries; runs on virtual threads
     * @throws IllegalArgumentException if the name is taken
     */
    <K, V> Query<K, V> query(
            String name, Class<K> key, Class<V> value, QueryFunction<K, V> function, QueryOption... options);

    /** Defines an interner: equal values give the same reference. */
    <T> Interned<T> interned(String name, Class<T> value);

    /**
     * Removes every cell that was not requested, directly or through others, in the last revisions, and, with the next
     * commit, what is remembered of removed slots that nothing depends on any more.
     *
     * <p>A cell removed is computed again when asked for; no result changes. For that, values of {@link Untracked}
     * queries, and failures that are tried again at each revision, stay while somebody is at a revision at which they
     * were needed.
     *
     * @param unusedRevisions how many revisions a cell may go unrequested; 0 keeps only what was requested at the
     *     present one
     * @return how many cells were removed
     * @throws IllegalArgumentException if negative
     */
    int collect(int unusedRevisions);

    /**
     * Closes the database; later uses throw {@link IllegalStateException}. Calls that are under way finish, and
     * snapshots go on until they are closed themselves.
     */
    @Override
    void close();

    /** Settings of a database to be. */
    interface Builder {

        /**
         * Bounds what the database can't compute again, which is slots and, while somebody refers to them, interned
         * values.
         *
         * @param bytes the budget, in bytes as estimated by the library; none by default
         * @throws IllegalArgumentException if not positive
         */
        Builder stateLimit(long bytes);

        /** Makes the database. */
        Database build();
    }
}
