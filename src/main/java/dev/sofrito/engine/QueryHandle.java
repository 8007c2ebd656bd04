package dev.sofrito.engine;

import dev.sofrito.Query;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A query as users hold it. Answers hits itself, without waiting and without allocating; see {@link Request} for the
 * rest.
 */
final class QueryHandle<K, V> implements Query<K, V> {

    /** From so many keys on a subtask gets several. */
    private static final int MOST_FORKS = 1024;

    private final QueryDefinition query;

    /** The database's own branch, and this query's values there. */
    private final Branch primary;
    private final Fresh fresh;

    QueryHandle(QueryDefinition query) {
        this.query = query;
        this.primary = query.engine.primary;
        this.fresh = query.fresh;
    }

    /**
     * The common case, complete in itself: outside of any scope, and at hand. It hands nothing that it knows on to the
     * others, or the compiled code would keep all of that on the stack, just in case, at each hit.
     */
    @Override
    @SuppressWarnings("unchecked")
    public V get(K key) {
        Objects.requireNonNull(key, "key");
        if (Unbound.knowsMe()) {
            Object value = fresh.get(key, NodeTable.hash(key.hashCode()), primary.current);
            if (value != null) {
                return (V) value;
            }
        }
        return (V) Request.value(query, key);
    }

    @Override
    public Map<K, V> getAll(Collection<? extends K> keys) {
        List<K> all = new ArrayList<>(Objects.requireNonNull(keys, "keys").size());
        for (K key : keys) {
            all.add(Objects.requireNonNull(key, "key"));
        }
        return switch (Scope.current()) {
            case Recorder recorder when recorder.root.branch.engine == query.engine -> getAllHere(all, recorder);
            case Block block when block.view.engine == query.engine -> getAllHere(all, block);
            case Batch batch when batch.engine() == query.engine -> throw Batch.refusal(query.name);
            case Scope scope -> query.engine.call(() -> getAllHere(all, Scope.current()));
        };
    }

    /** What is at hand directly, the rest in subtasks. */
    @SuppressWarnings("unchecked")
    private Map<K, V> getAllHere(List<K> keys, Scope scope) {
        Map<K, @Nullable V> values = new LinkedHashMap<>();
        List<K> missing = new ArrayList<>();
        for (K key : keys) {
            if (!values.containsKey(key)) {
                V value = (V) Request.atHand(query, key, NodeTable.hash(key), scope);
                values.put(key, value);
                if (value == null) {
                    missing.add(key);
                }
            }
        }
        if (missing.size() == 1) {
            values.put(missing.getFirst(), get(missing.getFirst()));
        } else if (!missing.isEmpty()) {
            fork(missing, values);
        }
        return values;
    }

    private void fork(List<K> keys, Map<K, @Nullable V> values) {
        int size = Math.ceilDiv(keys.size(), MOST_FORKS);
        try (Forks forks = Forks.open()) {
            List<Forks.Fork<List<V>>> forked = new ArrayList<>();
            for (int i = 0; i < keys.size(); i += size) {
                List<K> part = keys.subList(i, Math.min(i + size, keys.size()));
                forked.add(forks.fork(() -> part.stream().map(this::get).toList()));
            }
            forks.join();
            int i = 0;
            for (Forks.Fork<List<V>> fork : forked) {
                for (V value : fork.get()) {
                    values.put(keys.get(i++), value);
                }
            }
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public Optional<V> peek(K key) {
        Objects.requireNonNull(key, "key");
        Root root = switch (Scope.current()) {
            case Recorder recorder when recorder.root.branch.engine == query.engine -> throw new IllegalStateException(
                    "peek at " + query.label(key) + " inside " + recorder.frame().cell.label()
                            + ": a result may not depend on what is remembered; use get");
            case Block block when block.view.engine == query.engine -> block.pinned();
            case Batch batch when batch.engine() == query.engine -> throw Batch.refusal(query.label(key));
            default -> query.engine.view.root();
        };
        Memo memo = Fetch.atHand(query, key, NodeTable.hash(key), root);
        return memo == null || memo.failed() ? Optional.empty() : Optional.ofNullable((V) memo.value);
    }

    @Override
    public String name() {
        return query.name;
    }

    @Override
    public String toString() {
        return "Query[" + query.name + "]";
    }
}
