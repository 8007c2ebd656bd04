package dev.sofrito.jmh;

import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The demand, made by a benchmark that takes it as a parameter, that its threads be platform threads. */
@State(Scope.Thread)
public class OnPlatform {

    /** Makes JMH's own threads platform threads. */
    static final String FLAG = "-Djmh.executor=PLATFORM";

    /** Stops a run on other threads. */
    @Setup(Level.Iteration)
    public void check() {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("this benchmark needs " + FLAG);
        }
    }
}
