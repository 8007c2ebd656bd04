package dev.sofrito.engine;

/**
 * What reads and mutations of the current thread act on, carried by a {@link ScopedValue} and so inherited by the
 * subtasks of structured scopes: a running query (or a subtask of one), a pinned block, a batch, or nothing.
 */
abstract sealed class Scope permits Recorder, Block, Batch, Scope.Outside {

    private static final ScopedValue<Scope> CURRENT = ScopedValue.newInstance();

    /** No scope: handles act on the database itself. */
    static final Scope OUTSIDE = new Outside();

    static Scope current() {
        return CURRENT.orElse(OUTSIDE);
    }

    /** To call something with a scope, at once and on the current thread. */
    static ScopedValue.Carrier bind(Scope scope) {
        Unbound.remove();
        return ScopedValue.where(CURRENT, scope);
    }

    /** The type of {@link #OUTSIDE}. */
    static final class Outside extends Scope {
        private Outside() {}
    }
}
