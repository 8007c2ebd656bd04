package dev.sofrito.build;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The guide is true: each block of Java in it is a region of a program in {@code docs/examples} (which
 * {@code ExamplesTest} compiles and runs), each link leads somewhere, and each page is in the index.
 *
 * <p>A region lies between the lines {@code // @start region=name} and {@code // @end}. The line before a block names
 * it, so: {@code <!-- File.java#name -->}.
 */
class GuideTest {

    private static final Path EXAMPLES = Project.ROOT.resolve("docs/examples");
    private static final Path INDEX = Project.ROOT.resolve("docs/guide/README.md");

    private static final Pattern BLOCK = Pattern.compile("(?m)^(.*)\\n```java\\n((?:(?!```).*\\n)*)```$");
    private static final Pattern SOURCE = Pattern.compile("<!-- (\\w+\\.java)#(\\w+) -->");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]*)(?:#([^)]*))?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    /** A block of Java and the line before it. */
    private record Block(String source, String code) {}

    static List<Path> pages() {
        return Project.files("docs/guide", ".md");
    }

    @Test
    void thereIsAGuide() {
        assertTrue(pages().contains(INDEX));
        assertTrue(pages().stream().mapToLong(page -> blocks(Project.read(page)).size()).sum() > 10);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyBlockIsARegionOfAnExample(Path page) {
        String text = Project.read(page);
        List<Block> blocks = blocks(text);
        assertEquals(text.lines().filter("```java"::equals).count(), blocks.size(), "blocks that are closed");
        assertAll(blocks.stream().map(block -> () -> {
            Matcher source = SOURCE.matcher(block.source);
            assertTrue(source.matches(), () -> "a block must be preceded by <!-- File.java#region -->: " + block);
            String example = Project.read(EXAMPLES.resolve(source.group(1)));
            assertEquals(region(example, source.group(2)), block.code, block.source);
        }));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsSomewhere(Path page) {
        Matcher link = LINK.matcher(Project.read(page));
        while (link.find()) {
            if (link.group(1).contains("://")) {
                continue;
            }
            Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
            assertTrue(Files.exists(target), () -> "no " + link.group());
            if (link.group(2) != null) {
                assertTrue(anchors(Project.read(target)).contains(link.group(2)), () -> "no heading: " + link.group());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyPageIsInTheIndex(Path page) {
        assertTrue(page.equals(INDEX) || Project.read(INDEX).contains("](" + page.getFileName() + ")"));
    }

    @Test
    void aRegionIsFoundAndUnindented() {
        String file = """
                class X {
                    // @start region=one
                    int a() {
                        return 1;
                    }
                    // @end
                    // @start region=two
                    int b;
                    // @end
                }
                """;
        assertEquals("int a() {\n    return 1;\n}\n", region(file, "one"));
        assertEquals("int b;\n", region(file, "two"));
        assertEquals("there is no region three", region(file, "three"));
    }

    @Test
    void aBlockIsFoundWithTheLineBeforeIt() {
        String page = "Text.\n\n<!-- X.java#one -->\n```java\nint a;\n\nint b;\n```\n\nno source\n```java\n```\n";
        assertEquals(List.of(new Block("<!-- X.java#one -->", "int a;\n\nint b;\n"), new Block("no source", "")),
                blocks(page));
    }

    private static List<Block> blocks(String page) {
        List<Block> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(page);
        while (block.find()) {
            blocks.add(new Block(block.group(1), block.group(2)));
        }
        return blocks;
    }

    private static String region(String file, String name) {
        List<String> lines = file.lines().toList();
        int start = lines.stream().map(String::strip).toList().indexOf("// @start region=" + name);
        if (start < 0) {
            return "there is no region " + name;
        }
        return lines.stream().skip(start + 1).takeWhile(line -> !line.strip().equals("// @end"))
                .collect(Collectors.joining("\n")).stripIndent() + "\n";
    }

    /** The anchors of a page's headings, as code hosts make them. */
    private static List<String> anchors(String page) {
        return HEADING.matcher(page).results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT).replaceAll("[^\\w\\- ]", "")
                        .replace(' ', '-'))
                .toList();
    }
}
