package dev.sofrito.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program ends with a table of what each of its edits ran; the files stay as they are. */
@Timeout(60)
class JavaIndexTableTest {

    @TempDir
    Path directory;

    @Test
    @Tag("derived.precise")
    void theTableTellsRunsAndCutOffsOfEachEdit() throws IOException {
        Path used = Files.createDirectory(directory.resolve("a")).resolve("Used.java");
        String text = "package a;\npublic class Used {\n}\n";
        Files.writeString(used, text);
        for (String user : List.of("One", "Two")) {
            Files.writeString(directory.resolve(user + ".java"), "class " + user + " extends a.Used {}\n");
        }
        var program = new JavaIndexProgram();

        assertEquals(0, program.run(directory, false));

        assertEquals(text, Files.readString(used));
        assertEquals(List.of("cold", "again", "comment", "comment line", "method", "rename"),
                row(program, "runs (of them cut off)"));
        assertEquals(List.of("3", "0", "1 (1)", "1", "1", "1"), row(program, "summary"));
        assertEquals(List.of("3", "0", "0", "1 (1)", "1", "1"), row(program, "shape"));
        assertEquals(List.of("2", "0", "0", "0", "1", "1"), row(program, "members"));
        assertEquals(List.of("3", "0", "0", "0", "0", "2"), row(program, "uses"));
        assertEquals(List.of("1", "0", "0", "0", "1", "1"), row(program, "report"));
        assertFalse(program.out().contains("\r"), "a progress bar, though this is no terminal");
    }

    private static List<String> row(JavaIndexProgram program, String head) {
        String row = program.out().lines().filter(line -> line.startsWith(head + " ")).findFirst().orElseThrow();
        return Stream.of(row.substring(head.length()).strip().split(" {2,}")).toList();
    }
}
