package dev.sofrito.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The README's first screen shows code that runs, what it prints, and the commands; links of pages lead somewhere. */
class ReadmeTest {

    /** What fits on a screen, with room for a title. */
    private static final int FIRST_SCREEN = 60;

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\\R(.*?)^```$");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|#)([^)#\\s]+)(#[^)]*)?\\)");

    @Test
    void theCodeIsThatOfTheQuickstart() {
        assertTrue(plain(Project.read("docs/examples/Quickstart.java")).contains(plain(block("java"))),
                "the first code of README.md is not that of docs/examples/Quickstart.java");
    }

    @Test
    void theQuickstartPrintsWhatIsShown() throws ReflectiveOperationException {
        assertEquals(block("text"), new Example("Quickstart").run());
    }

    @Test
    void bothCommandsAreShown() {
        assertTrue(screen().contains("mvn -q compile exec:exec") && screen().contains("mvn verify"), screen());
    }

    @Test
    void linksLeadSomewhere() {
        List<Path> pages = new ArrayList<>(Project.files("docs", ".md"));
        for (String page : List.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "jmh/README.md")) {
            pages.add(Project.ROOT.resolve(page));
        }
        List<String> broken = pages.stream().flatMap(page -> LINK.matcher(Project.read(page)).results()
                .filter(link -> !Files.exists(page.resolveSibling(link.group(1))))
                .map(link -> Project.name(page) + ": " + link.group(1))).toList();
        assertEquals(List.of(), broken, "links to files that are not there");
    }

    private static String screen() {
        return Project.read("README.md").lines().limit(FIRST_SCREEN).collect(Collectors.joining("\n", "", "\n"));
    }

    /** The first block of a language on the first screen. */
    private static String block(String language) {
        return BLOCK.matcher(screen()).results().filter(block -> block.group(1).equals(language))
                .findFirst().orElseThrow().group(2);
    }

    /** Code without what may differ between a program and a page: indentation and empty lines. */
    private static String plain(String code) {
        return code.lines().map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.joining("\n", "\n", "\n"));
    }
}
