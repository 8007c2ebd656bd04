package dev.sofrito.engine;

import dev.sofrito.Database;
import dev.sofrito.Durability;
import dev.sofrito.Input;
import dev.sofrito.InputOption;
import dev.sofrito.Interned;
import dev.sofrito.Query;
import dev.sofrito.QueryFunction;
import dev.sofrito.QueryOption;
import dev.sofrito.SingleInput;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The database: its definitions, and its own branch as the primary view. */
public final class Engine extends AbstractView implements Database {

    final Locks locks = new Locks();

    /** The view that handles act on when no other is in scope. */
    final ViewState view;

    /** The branch of that view. */
    final Branch primary;

    /** The byte budget, if there is one. */
    final @Nullable Sizes sizes;

    private final Set<String> names = ConcurrentHashMap.newKeySet();
    private final AtomicInteger ids = new AtomicInteger();
    private final List<QueryDefinition> queries = new CopyOnWriteArrayList<>();
    private final List<InputDefinition> inputs = new CopyOnWriteArrayList<>();

    private Engine(Settings settings) {
        this.sizes = settings.stateLimit == null ? null : new Sizes(this, settings.stateLimit);
        this.primary = new Branch(this);
        this.view = new ViewState(primary);
    }

    /** Starts the making of a database; see {@link Database#builder}. */
    public static Database.Builder builder() {
        return new Settings();
    }

    @Override
    ViewState state() {
        return view;
    }

    List<QueryDefinition> queries() {
        return queries;
    }

    List<InputDefinition> inputs() {
        return inputs;
    }

    @Override
    public <K, V> Input<K, V> input(String name, InputOption... options) {
        return define(name, Object.class, Object.class, options);
    }

    @Override
    public <K, V> Input<K, V> input(String name, Class<K> key, Class<V> value, InputOption... options) {
        return define(name, boxed(key, "key"), boxed(value, "value"), options);
    }

    @Override
    public <V> SingleInput<V> single(String name, Class<V> value, InputOption... options) {
        return new SingleHandle<>(define(name, Object.class, boxed(value, "value"), options));
    }

    private <K, V> InputHandle<K, V> define(String name, Class<?> key, Class<?> value, InputOption... options) {
        Durability durability = Durability.LOW;
        for (InputOption option : options) {
            switch (Objects.requireNonNull(option, "option")) {
                case Durability d -> durability = d;
            }
        }
        claim(name);
        InputDefinition input = new InputDefinition(this, name, ids.getAndIncrement(), durability);
        inputs.add(input);
        return new InputHandle<>(input, key, value);
    }

    @Override
    public <K, V> Query<K, V> query(String name, QueryFunction<K, V> function, QueryOption... options) {
        return define(name, function, options);
    }

    @Override
    public <K, V> Query<K, V> query(
            String name, Class<K> key, Class<V> value, QueryFunction<K, V> function, QueryOption... options) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        return define(name, function, options);
    }

    @SuppressWarnings("unchecked")    // a function is only given keys of its own handle
    private <K, V> Query<K, V> define(String name, QueryFunction<K, V> function, QueryOption... options) {
        Objects.requireNonNull(function, "function");
        QueryFunction<Object, Object> general = (QueryFunction<Object, Object>) function;
        for (QueryOption option : options) {
            Objects.requireNonNull(option, "option");
        }
        claim(name);
        QueryDefinition query = new QueryDefinition(this, name, ids.getAndIncrement(), general, options);
        queries.add(query);
        return new QueryHandle<>(query);
    }

    @Override
    public <T> Interned<T> interned(String name, Class<T> value) {
        Class<T> type = boxed(value, "value");
        claim(name);
        return new Interner<>(this, name, type);
    }

    private void claim(String name) {
        Objects.requireNonNull(name, "name");
        view.checkOpen();
        if (!names.add(name)) {
            throw new IllegalArgumentException("the name \"" + name
                    + "\" is taken: inputs, queries and interners of a database need names of their own");
        }
    }

    @SuppressWarnings("unchecked")    // int.class is a Class<Integer> to the compiler
    private static <T> Class<T> boxed(Class<T> type, String what) {
        return (Class<T>) MethodType.methodType(Objects.requireNonNull(type, what)).wrap().returnType();
    }

    @Override
    public int collect(int unusedRevisions) {
        if (unusedRevisions < 0) {
            throw new IllegalArgumentException(
                    "collect(" + unusedRevisions + "): a number of revisions can't be negative");
        }
        view.checkOpen();
        return new Collector(primary, unusedRevisions).collect();
    }

    @Override
    public void close() {
        view.close();
    }

    /** Settings of a database to be. */
    private static final class Settings implements Database.Builder {

        private @Nullable Long stateLimit;

        @Override
        public Database.Builder stateLimit(long bytes) {
            if (bytes <= 0) {
                throw new IllegalArgumentException("stateLimit(" + bytes + "): a budget must be positive");
            }
            stateLimit = bytes;
            return this;
        }

        @Override
        public Database build() {
            return new Engine(this);
        }
    }
}
