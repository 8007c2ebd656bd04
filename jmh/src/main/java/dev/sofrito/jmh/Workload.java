package dev.sofrito.jmh;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How workloads are measured unless they say otherwise: average time, in fresh JVMs, on virtual threads.
 *
 * <p>The heap is as large as that of a JVM without flags may become, from the start, and every page of it has been
 * touched by then: else what is measured is for long how the system hands out memory. {@code -jvmArgs} on the
 * command line replaces these flags.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = Workload.FORKS,
        jvmArgs = {"-XX:InitialRAMPercentage=25", "-XX:MaxHeapFreeRatio=100", "-XX:+AlwaysPreTouch"},
        jvmArgsAppend = OnVirtual.FLAG)
public abstract class Workload {

    static final int FORKS = 2;
}
