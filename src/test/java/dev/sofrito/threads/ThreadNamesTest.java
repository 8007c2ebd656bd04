package dev.sofrito.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Query;
import dev.sofrito.TaskScope;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.Gate;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A virtual thread that runs a query is named after it, and a thread dump shows it. */
@Tag("conc.names")
@Timeout(60)
class ThreadNamesTest {

    private final Database db = Database.create();
    private final Map<String, String> names = new ConcurrentHashMap<>();
    private final Query<String, Integer> words = db.query("words", file -> {
        names.put(file, Thread.currentThread().getName());
        return file.length();
    });

    private void assertNamed(String expected, String file) {
        String name = String.valueOf(names.get(file));
        assertTrue(name.contains(expected), name);
    }

    @OnEachCaller
    void aRequestIsNamedAfterItsQuery(Caller caller) throws Exception {
        caller.run(() -> words.get("a.txt"));
        assertNamed("words(a.txt)", "a.txt");
    }

    @OnEachCaller
    void aRequestInABlockIsNamedAfterItsQuery(Caller caller) throws Exception {
        caller.run(() -> db.call(() -> words.get("a.txt")));
        assertNamed("words(a.txt)", "a.txt");
    }

    @Test
    void aVirtualCallerGetsItsOwnNameBack() throws Exception {
        Caller.VIRTUAL.run(() -> {
            Thread.currentThread().setName("mine");
            words.get("a.txt");
            assertEquals("mine", Thread.currentThread().getName());
        });
        assertNamed("words(a.txt)", "a.txt");
    }

    @Test
    void subtasksAreNamedAfterTheQueryThatForksThem() {
        Query<String, List<String>> forking = db.query("forking", k -> {
            try (TaskScope scope = TaskScope.open()) {
                var first = scope.fork(() -> Thread.currentThread().getName());
                var second = scope.fork(() -> Thread.currentThread().getName());
                scope.join();
                return List.of(first.get(), second.get());
            }
        });
        assertEquals(
                List.of("forking(a.txt) subtask", "forking(a.txt) subtask"), forking.get("a.txt"));
    }

    @OnEachCaller
    void aThreadDumpShowsTheQuery(Caller caller, @TempDir Path directory) throws Exception {
        Gate gate = new Gate();
        Query<String, Integer> slow = db.query("slow", k -> {
            gate.pass();
            return 1;
        });
        Running<Integer> request = caller.startCall(() -> slow.get("a.txt"));
        gate.awaitReached();
        Path dump = directory.resolve("threads.json");
        dump(dump);
        gate.open();
        assertEquals(1, request.result());
        assertTrue(Files.readString(dump).contains("slow(a.txt)"));
    }

    private static void dump(Path file) throws JMException {
        ManagementFactory.getPlatformMBeanServer().invoke(
                new ObjectName("com.sun.management:type=HotSpotDiagnostic"),
                "dumpThreads",
                new Object[] {file.toAbsolutePath().toString(), "JSON"},
                new String[] {String.class.getName(), String.class.getName()});
    }

    @Test
    void aKeyThatIsLongOrOddDoesNoHarm() {
        String odd = "x".repeat(100_000) + "\n\0\t";
        assertEquals(odd.length(), words.get(odd));
        Query<Object, Integer> hostile = db.query("hostile", k -> 1);
        assertEquals(1, hostile.get(new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("no name");
            }
        }));
    }
}
