package dev.sofrito.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A watching program tells of each saved file what it ran and what that changed in the report. */
@Timeout(120)
class JavaIndexWatchTest {

    @TempDir
    Path directory;

    @TempDir
    Path aside;

    private final JavaIndexProgram program = new JavaIndexProgram();
    private final FutureTask<Integer> run = new FutureTask<>(() -> program.run(directory, true));
    private final Thread thread = new Thread(run);

    @BeforeEach
    void start() throws Exception {
        Files.writeString(directory.resolve("A.java"), "class A {\n}\n");
        thread.start();
        program.await("Watching");
    }

    @AfterEach
    void end() throws Exception {
        thread.interrupt();
        assertEquals(0, run.get());
        assertEquals("", program.err());
    }

    /** Saves at once, as editors do: else the watcher may see half of it first. */
    private void save(String file, String text) throws Exception {
        Path written = Files.writeString(aside.resolve("text"), text);
        Files.move(written, directory.resolve(file), StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void aComment() throws Exception {
        save("A.java", "class A { // comment\n}\n");
        String told = program.await("A.java: ");
        assertTrue(told.contains("; ran summary 1 (1)\n"), told);
    }

    @Test
    void aMethod() throws Exception {
        save("A.java", "class A { void m() {}\n}\n");
        program.await("  + 1 files of 1 packages declare 1 types with 1 members.");
        String told = program.await("A.java: ");
        assertTrue(told.contains("; ran summary 1, shape 1, "), told);
        assertTrue(told.contains("\n  - 1 files of 1 packages declare 1 types with 0 members.\n"), told);
    }

    @Test
    void aFileInANewDirectory() throws Exception {
        Files.createDirectory(directory.resolve("b"));
        save("b/B.java", "package b; class B {}");
        program.await("  + 2 files of 2 packages declare 2 types with 0 members.");
        save("b/B.java", "package b; class B { int i; }");
        program.await("  + 2 files of 2 packages declare 2 types with 1 members.");
    }

    @Test
    void aNewFileAndARemovedOne() throws Exception {
        save("B.java", "class B {}");
        program.await("  + 2 files of 1 packages declare 2 types with 0 members.");
        Files.delete(directory.resolve("B.java"));
        program.await("  - 2 files of 1 packages declare 2 types with 0 members.");
    }
}
