package dev.sofrito.engine;

import dev.sofrito.Interned;
import dev.sofrito.Ref;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * An interner: a pool of references, each kept as long as somebody else keeps it. The pool belongs to no view and no
 * revision; all share it.
 */
final class Interner<T> implements Interned<T> {

    private final Engine engine;
    private final String name;
    private final Class<T> type;

    /** Weak keys that are equal if their values are; each is its own value, as what to find by it. */
    private final ConcurrentHashMap<Object, Weak<T>> pool = new ConcurrentHashMap<>();

    private final ReferenceQueue<Held<T>> collected = new ReferenceQueue<>();

    Interner(Engine engine, String name, Class<T> type) {
        this.engine = engine;
        this.name = name;
        this.type = type;
    }

    @Override
    public Ref<T> intern(T value) {
        Objects.requireNonNull(value, "value");
        if (!type.isInstance(value)) {
            throw new ClassCastException("interner " + name + " takes " + type.getName() + ", not "
                    + value.getClass().getName());
        }
        if (engine.view.isClosed() && !isInScope()) {
            throw engine.view.closedException();
        }
        Probe probe = new Probe(value);
        Held<T> known = alive(pool.get(probe));
        return known != null ? known : add(probe, new Held<>(value));
    }

    /**
     * Whether this is a call that was under way when the database was closed, or one to a snapshot that is still open.
     */
    private boolean isInScope() {
        return switch (Scope.current()) {
            case Recorder recorder -> recorder.root.branch.engine == engine;
            case Block block -> block.view.engine == engine;
            default -> false;
        };
    }

    private Ref<T> add(Probe probe, Held<T> made) {
        expunge();
        Sizes sizes = engine.sizes;
        long bytes = sizes == null ? 0 : Sizes.interned(made.value);
        Weak<T> weak = new Weak<>(made, probe.hash, bytes, collected);
        if (sizes != null) {
            sizes.reserve(bytes, "interning in " + name);
        }
        for (;;) {
            Weak<T> there = pool.putIfAbsent(weak, weak);
            if (there == null) {
                return made;
            }
            Held<T> known = alive(there);
            if (known != null) {
                if (sizes != null) {
                    sizes.release(bytes);
                }
                return known;
            }
            remove(there);
        }
    }

    private static <T> @Nullable Held<T> alive(@Nullable Weak<T> weak) {
        return weak == null ? null : weak.get();
    }

    /** Removes what the garbage collector found to be kept by nobody. */
    private void expunge() {
        for (Object gone = collected.poll(); gone != null; gone = collected.poll()) {
            remove((Weak<?>) gone);
        }
    }

    private void remove(Weak<?> gone) {
        if (pool.remove(gone, gone) && engine.sizes != null) {
            engine.sizes.release(gone.bytes);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String toString() {
        return "Interned[" + name + "]";
    }

    /** The reference; equality is identity. */
    private static final class Held<T> implements Ref<T> {

        private final T value;

        Held(T value) {
            this.value = value;
        }

        @Override
        public T value() {
            return value;
        }

        @Override
        public String toString() {
            return "Ref[" + value + "]";
        }
    }

    /** A key of the pool. */
    private static final class Weak<T> extends WeakReference<Held<T>> {

        private final int hash;
        private final long bytes;

        Weak(Held<T> ref, int hash, long bytes, ReferenceQueue<? super Held<T>> queue) {
            super(ref, queue);
            this.hash = hash;
            this.bytes = bytes;
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            if (this == other) {
                return true;
            }
            Held<T> mine = get();
            if (mine == null) {
                return false;
            }
            return switch (other) {
                case Probe probe -> probe.value.equals(mine.value);
                case Weak<?> weak -> weak.hash == hash && weak.get() instanceof Held<?> theirs
                        && theirs.value.equals(mine.value);
                case null, default -> false;
            };
        }
    }

    /**
     * To look a value up without a weak reference. The pool asks the key that is looked up, so this is what compares.
     */
    private static final class Probe {

        private final Object value;
        private final int hash;

        Probe(Object value) {
            this.value = value;
            this.hash = value.hashCode();
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Weak<?> weak && weak.get() instanceof Held<?> ref && ref.value.equals(value);
        }
    }
}
