package dev.sofrito.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program tells in one line what input it can't use, and why, and goes on with the rest. */
@Timeout(120)
class JavaIndexInputTest {

    @TempDir
    Path directory;

    private final JavaIndexProgram program = new JavaIndexProgram();

    private void good() throws IOException {
        Files.writeString(directory.resolve("Good.java"), "class Good { Good good; }\n");
    }

    /** One line of complaint that names the path; the rest is indexed. */
    private void assertLeftOut(Path file, String why) {
        assertEquals(0, program.run(directory, false));
        List<String> complaints = program.err().lines().toList();
        assertEquals(1, complaints.size(), program.err());
        assertTrue(complaints.getFirst().contains(file.getFileName().toString() + ": "), program.err());
        assertTrue(complaints.getFirst().contains(why), program.err());
        assertTrue(program.out().contains("1 files of 1 packages declare 1 types"), program.out());
    }

    private void assertUnusable(Object path, String why) {
        assertEquals(1, program.run(path, false));
        assertEquals(1, program.err().lines().count(), program.err());
        assertTrue(program.err().startsWith(path + ": "), program.err());
        assertTrue(program.err().contains(why), program.err());
        assertTrue(program.err().contains("-Dindex=PATH"), program.err());
    }

    @Test
    void noSuchPath() {
        assertUnusable(directory.resolve("nowhere"), "there is no such file or directory");
    }

    @Test
    void noPathAtAll() {
        assertUnusable("a\0b", "Nul character");
    }

    @Test
    void noZip() throws IOException {
        assertUnusable(Files.writeString(directory.resolve("text"), "no zip"), "neither a directory nor a sound zip");
        assertFalse(program.err().contains("null"), program.err());
    }

    @Test
    void aTruncatedZip() throws IOException {
        byte[] bytes = Files.readAllBytes(zip("Good.java", "class Good {}"));
        Path file = Files.write(directory.resolve("half.zip"), Arrays.copyOf(bytes, bytes.length / 2));
        assertUnusable(file, "neither a directory nor a sound zip");
    }

    @Test
    void noJavaFile() throws IOException {
        Files.writeString(directory.resolve("readme.txt"), "text");
        assertUnusable(directory, "no Java file");
    }

    @Test
    void aZipIsIndexed() throws IOException {
        assertEquals(0, program.run(zip("m/p/Good.java", "package p; class Good { Good it; }"), false));
        assertEquals("", program.err());
        assertTrue(program.out().contains("p.Good, by 1 files"), program.out());
    }

    @Test
    void aZipIsNotWatched() throws IOException {
        assertEquals(0, program.run(zip("Good.java", "class Good {}"), true));
        assertTrue(program.err().contains("a zip cannot be watched"), program.err());
    }

    @Test
    void aFileThatDoesNotParseIsReported() throws IOException {
        good();
        Files.writeString(directory.resolve("Bad.java"), "class Bad {\n  int }\n");
        assertEquals(0, program.run(directory, false));
        assertTrue(program.out().contains("1 do not parse:\n  Bad.java:2: "), program.out());
        assertEquals("", program.err());
    }

    @Test
    void aBinary() throws IOException {
        good();
        byte[] magic = {(byte) 0xca, (byte) 0xfe, (byte) 0xba, (byte) 0xbe};
        Path file = Files.write(directory.resolve("Binary.java"), magic);
        assertLeftOut(file, "not text in UTF-8");
    }

    @Test
    void zeros() throws IOException {
        good();
        assertLeftOut(Files.write(directory.resolve("Zeros.java"), new byte[100]), "zero bytes");
    }

    @Test
    void aFileOf50Megabytes() throws IOException {
        good();
        Path file = directory.resolve("Huge.java");
        try (var huge = new RandomAccessFile(file.toFile(), "rw")) {
            huge.setLength(50L << 20);
        }
        assertLeftOut(file, "more than 16 MB");
    }

    @Test
    void aLinkToNothing() throws IOException {
        good();
        assertLeftOut(Files.createSymbolicLink(directory.resolve("Link.java"), Path.of("gone")), "a link to none");
    }

    @Test
    void aFileThatMayNotBeRead() throws IOException {
        good();
        Path file = Files.writeString(directory.resolve("Secret.java"), "class Secret {}");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        Assumptions.assumeFalse(Files.isReadable(file), "this user may read everything");
        assertLeftOut(file, "may not be read");
    }

    @Test
    void aDirectoryNamedLikeAFile() throws IOException {
        Files.createDirectories(directory.resolve("Odd.java"));
        Files.writeString(directory.resolve("Odd.java/Good.java"), "class Good { Good it; }");
        assertEquals(0, program.run(directory, false));
        assertEquals("", program.err());
        assertTrue(program.out().contains("Odd.java/Good.java, which declares Good"), program.out());
    }

    private Path zip(String name, String text) throws IOException {
        Path file = directory.resolve("sources.zip");
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }
}
