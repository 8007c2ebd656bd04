package dev.sofrito.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The code in the README and the guide is code of docs/examples, which is compiled and run. */
class DocumentationTest {

    /** What fits on a screen, with room for a title. */
    private static final int FIRST_SCREEN = 60;

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\\R(.*?)^```$");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|#)([^)#\\s]+)(#[^)]*)?\\)");

    @Test
    void allJavaCodeIsFromExamples() {
        List<String> examples = new ArrayList<>();
        for (Path file : Project.files("docs/examples", ".java")) {
            examples.add(plain(Project.read(file)));
        }
        List<String> strangers = new ArrayList<>();
        for (Path page : pages()) {
            for (String code : blocks(Project.read(page), "java")) {
                if (examples.stream().noneMatch(example -> example.contains(plain(code)))) {
                    strangers.add(Project.name(page) + ":\n" + code);
                }
            }
        }
        assertEquals(List.of(), strangers, "code that is in no file of docs/examples");
    }

    @Test
    void theFirstScreenShowsTheQuickstartAndWhatItPrints() throws ReflectiveOperationException {
        String screen = Project.read("README.md").lines().limit(FIRST_SCREEN).collect(Collectors.joining("\n", "", "\n"));
        String sample = blocks(screen, "java").getFirst();
        assertTrue(plain(Project.read("docs/examples/Quickstart.java")).contains(plain(sample)),
                "the first code of README.md is not that of docs/examples/Quickstart.java");
        assertEquals(new Example("Quickstart").run(), blocks(screen, "text").getFirst(), "what README.md says it prints");
    }

    @Test
    void theFirstScreenHasBothCommands() {
        String screen = Project.read("README.md").lines().limit(FIRST_SCREEN).collect(Collectors.joining("\n"));
        assertTrue(screen.contains("mvn -q compile exec:exec") && screen.contains("mvn verify"), screen);
    }

    @Test
    void linksLeadSomewhere() {
        List<String> broken = new ArrayList<>();
        List<Path> all = new ArrayList<>(pages());
        all.addAll(Project.files("docs", ".md"));
        all.add(Project.ROOT.resolve("CONTRIBUTING.md"));
        for (Path page : all) {
            Matcher link = LINK.matcher(Project.read(page));
            while (link.find()) {
                if (!page.resolveSibling(link.group(1)).toFile().exists()) {
                    broken.add(Project.name(page) + ": " + link.group(1));
                }
            }
        }
        assertEquals(List.of(), broken, "links to files that are not there");
    }

    private static List<Path> pages() {
        List<Path> pages = new ArrayList<>(Project.files("docs/guide", ".md"));
        pages.add(Project.ROOT.resolve("README.md"));
        return pages;
    }

    private static List<String> blocks(String text, String language) {
        return BLOCK.matcher(text).results().filter(b -> b.group(1).equals(language)).map(b -> b.group(2)).toList();
    }

    /** Code without what may differ between an example and a page: indentation, empty lines, the marks of regions. */
    private static String plain(String code) {
        return code.lines().map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("// @start") && !line.startsWith("// @end"))
                .collect(Collectors.joining("\n", "\n", "\n"));
    }
}
