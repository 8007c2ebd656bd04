package dev.sofrito;

import java.util.Objects;
import java.util.function.BiPredicate;

/**
 * When a new value of a query counts as the same as the old one, so that dependents need not run again. The default is
 * {@link #deep()}.
 */
public final class Equality implements QueryOption {

    private static final Equality DEEP = new Equality(Objects::deepEquals);
    private static final Equality NONE = new Equality((a, b) -> false);

    private final BiPredicate<Object, Object> predicate;

    private Equality(BiPredicate<Object, Object> predicate) {
        this.predicate = predicate;
    }

    /** Equality by {@link Objects#deepEquals}: by {@code equals}, and by content for arrays. */
    public static Equality deep() {
        return DEEP;
    }

    /** No two values are the same: each run counts as a change. */
    public static Equality none() {
        return NONE;
    }

    /**
     * Equality by a predicate of the old and the new value.
     *
     * @param <V> the type of the query's values
     */
    @SuppressWarnings("unchecked")
    public static <V> Equality of(BiPredicate<? super V, ? super V> predicate) {
        return new Equality((BiPredicate<Object, Object>) Objects.requireNonNull(predicate, "predicate"));
    }

    /** Whether the new value counts as the same as the old one. */
    public boolean same(Object before, Object after) {
        return predicate.test(before, after);
    }
}
