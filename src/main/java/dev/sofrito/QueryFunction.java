package dev.sofrito;

/**
 * The function of a derived query: plain, blocking code. It may read inputs and other queries, recurse, fork and block.
 */
@FunctionalInterface
public interface QueryFunction<K, V> {

    /**
     * Computes the value of a key.
     *
     * @return the value, never null
     * @throws InterruptedException if the request is given up: as who throws this has cleared the thread's flag,
     *     nothing else tells, so it always counts as that, and reaches the requester as a
     *     {@link QueryCancelledException}; so it does as the cause of whatever else is thrown, unless that tells of
     *     another thread ({@link java.util.concurrent.ExecutionException},
     *     {@link java.util.concurrent.CompletionException}). Do not swallow it: what is then returned may be
     *     remembered
     * @throws Exception whatever goes wrong; it reaches the requester as the cause of a {@link QueryException}
     */
    V compute(K key) throws Exception;
}
