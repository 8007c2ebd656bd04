package dev.sofrito.jmh;

import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The demand, made by a benchmark that takes it as a parameter, that its threads be virtual. */
@State(Scope.Thread)
public class OnVirtual {

    /** Makes JMH's own threads virtual. */
    static final String FLAG = "-Djmh.executor=VIRTUAL";

    /** Stops a run whose figures would hold the cost of changing threads. */
    @Setup(Level.Iteration)
    public void check() {
        if (!Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("this benchmark needs " + FLAG
                    + "; give further JVM flags with -jvmArgsPrepend, as -jvmArgsAppend replaces it");
        }
    }
}
