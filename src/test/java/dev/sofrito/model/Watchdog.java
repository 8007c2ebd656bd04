package dev.sofrito.model;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.io.Serial;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Runs something that must end, and tells of all threads, virtual ones too, if it does not. */
final class Watchdog {

    private Watchdog() {}

    /** Says that something did not end. */
    static final class Hang extends AssertionError {

        @Serial
        private static final long serialVersionUID = 1L;

        Hang(String message) {
            super(message);
        }
    }

    /** Something that may fail. */
    @FunctionalInterface
    interface Work {
        void run() throws Throwable;
    }

    /** Runs work on a new thread; gives what it threw, or a failure with a thread dump if it did not end in time. */
    static @Nullable Throwable run(String name, boolean virtual, long time, TimeUnit unit, Work work) {
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        Runnable body = () -> {
            try {
                work.run();
            } catch (Throwable e) {
                thrown.set(e);
            }
        };
        Thread thread = virtual
                ? Thread.ofVirtual().name(name).start(body)
                : Thread.ofPlatform().daemon().name(name).start(body);
        try {
            if (!thread.join(Duration.of(time, unit.toChronoUnit()))) {
                return new Hang(name + " did not end; all threads:\n" + dump());
            }
        } catch (InterruptedException e) {
            return e;
        }
        return thrown.get();
    }

    /** The stacks of all threads. */
    static String dump() {
        try {
            Path directory = Files.createTempDirectory("threads");
            Path file = directory.resolve("threads.txt");
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(file.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
            String dump = Files.readString(file);
            Files.delete(file);
            Files.delete(directory);
            return dump;
        } catch (IOException e) {
            return "no dump: " + e;
        }
    }
}
