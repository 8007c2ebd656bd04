package dev.sofrito.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** After an edit the report runs what the edit reaches, and nothing else. */
@Timeout(60)
class JavaIndexRunsTest {

    private static final String SHAPE = """
            package a;
            /** A shape. */
            public interface Shape {
                double area();
            }
            """;

    private static final String SQUARE = """
            package a;
            public record Square(double side) implements Shape {
                public double area() { return side * side; }
            }
            """;

    private static final String DRAWING = """
            package b;
            import a.Shape;
            class Drawing {
                Shape shape;
            }
            """;

    private static final String OTHER = """
            package c;
            class Other {
                String name;
            }
            """;

    private final JavaIndex index = new JavaIndex(Map.of("src/a/Shape.java", SHAPE, "src/a/Square.java", SQUARE,
            "src/b/Drawing.java", DRAWING, "src/c/Other.java", OTHER));

    @BeforeEach
    void reportOnce() {
        index.ask("report", "");
    }

    @AfterEach
    void close() {
        index.close();
    }

    private Map<String, String> ranAfter(Runnable edit) {
        index.ran();
        edit.run();
        index.ask("report", "");
        return index.ran();
    }

    private static Map<String, String> counts(String counts) {
        return Stream.of(counts.split(", ")).map(count -> count.split(" ", 2))
                .collect(Collectors.toMap(count -> count[0], count -> count[1]));
    }

    @Test
    @Tag("derived.single-flight")
    void theFirstReportRunsEachFileOnce() {
        Map<String, String> ran = index.ran();
        for (String query : new String[] {"summary", "shape", "outline", "names", "uses", "unusedImports"}) {
            assertEquals("4", ran.get(query), query);
        }
        assertEquals("1", ran.get("report"));
    }

    @Test
    @Tag("derived.memo")
    void theSecondReportRunsNothing() {
        assertEquals(Map.of(), ranAfter(() -> {}));
    }

    @Test
    @Tag("derived.cutoff")
    void anEditOfACommentRunsTheSummary() {
        assertEquals(counts("summary 1 (1)"),
                ranAfter(() -> index.put("src/a/Shape.java", SHAPE.replace("A shape.", "A plane figure."))));
    }

    @Test
    @Tag("derived.cutoff")
    void aCommentThatMovesLinesRunsTheSummaryAndWhatLeavesOutTheLines() {
        assertEquals(counts("summary 1, shape 1 (1)"),
                ranAfter(() -> index.put("src/a/Shape.java", "// Moves all.\n" + SHAPE)));
    }

    @Test
    @Tag("derived.precise")
    void aNewMethodRunsWhatReadsMembers() {
        assertEquals(
                counts("summary 1, shape 1, outline 1 (1), names 1 (1), members 1, packageReport 1, report 1"),
                ranAfter(() -> index.put("src/a/Shape.java", SHAPE.replace("area();", "area(); int corners();"))));
    }

    @Test
    @Tag("derived.precise")
    void aChangeThatOnlyNamesSomethingNewRunsWhatReadsNames() {
        assertEquals(
                counts("summary 1, shape 1, outline 1 (1), names 1, members 1 (1), packageReport 1 (1), "
                        + "scope 1 (1), unusedImports 1 (1), uses 1, usersIn 1, mostUsed 1 (1)"),
                ranAfter(() -> index.put("src/c/Other.java", OTHER.replace("name;", "name = new Object() + \"\";"))));
    }

    @Test
    @Tag("derived.precise")
    void aRenamedTypeRunsItsUsers() {
        assertEquals(
                counts("summary 1, shape 1, outline 1, names 1 (1), members 1, packageReport 1 (1), report 1, "
                        // The types of its package, and of those in which its users now look for it.
                        + "typesOf 3, "
                        // Square, which is in the package and has it as a parent, and Drawing, which imports it.
                        + "parents 1, inherited 1 (1), scope 1, uses 2, usersIn 2, mostUsed 1"),
                ranAfter(() -> index.put("src/a/Shape.java", SHAPE.replace("Shape", "Form"))));
    }

    @Test
    @Tag("derived.precise")
    void aNewFileRunsWhatLooksIntoItsPackage() {
        assertEquals(
                counts("summary 1, shape 1, outline 1, names 1, scope 1, parents 1, inherited 1, unusedImports 1, "
                        // Other looks for String in its package first.
                        + "typesOf 1, uses 2 (1), usersIn 1, mostUsed 1, members 1, packageReport 1, report 1"),
                ranAfter(() -> index.put("src/c/More.java", "package c; class More { Other other; }")));
    }

    @Test
    @Tag("derived.precise")
    void aRemovedFileRunsWhatLookedIntoItsPackage() {
        assertEquals(
                counts("mostUsed 1 (1), report 1"),
                ranAfter(() -> index.remove("src/c/Other.java")));
    }
}
