package dev.sofrito.testing;

import java.util.concurrent.Callable;

/**
 * The kind of thread a request comes from. Suites take it as a parameter:
 *
 * {@snippet :
 * @OnEachCaller
 * void aProperty(Caller caller) throws Exception {
 *     caller.run(() -> assertEquals(1, query.get("k")));
 * }
 * }
 */
public enum Caller {
    /** A platform thread. */
    PLATFORM,
    /** A virtual thread. */
    VIRTUAL;

    /** What a test does on such a thread. */
    @FunctionalInterface
    public interface Body {

        /** Does it. */
        void run() throws Exception;
    }

    /** Runs a body on a new thread of this kind, waits for it, and throws what it threw. */
    public void run(Body body) throws Exception {
        start(body).join();
    }

    /** Calls a body on a new thread of this kind and gives its result, or throws what it threw. */
    public <T> T call(Callable<T> body) throws Exception {
        return startCall(body).result();
    }

    /** Starts a body on a new thread of this kind. */
    public Running<Void> start(Body body) {
        return startCall(() -> {
            body.run();
            return null;
        });
    }

    /** Starts a body with a result on a new thread of this kind. */
    public <T> Running<T> startCall(Callable<T> body) {
        return new Running<>(this == VIRTUAL ? Thread.ofVirtual() : Thread.ofPlatform().daemon(), body);
    }
}
