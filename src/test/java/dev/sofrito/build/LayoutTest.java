package dev.sofrito.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The sources are laid out as CONTRIBUTING.md says. */
class LayoutTest {

    private static final int MOST_LINES = 500;
    private static final int MEDIAN_LINES = 200;

    private static final Pattern TYPE =
            Pattern.compile("(?m)^((public|final|abstract|sealed|non-sealed) )*(class|interface|record|enum|@interface) ");
    private static final Pattern SLEEP = Pattern.compile("\\bThread\\s*\\.\\s*sleep\\s*\\(|\\b[A-Z]+\\.sleep\\s*\\(");
    private static final Pattern TEST = Pattern.compile("(?m)^ +@(Test|ParameterizedTest|RepeatedTest|TestFactory|OnEachCaller)\\b");
    private static final Pattern FOUND = Pattern.compile("(Test\\w*|\\w+(Test|Tests|TestCase))\\.java");
    private static final Pattern HANGS_ON_THE_ENGINE = Pattern.compile("dev\\.sofrito\\.(store|cache|inspect|bind)\\b");

    @Test
    void noFileIsLong() {
        assertNone("files of more than " + MOST_LINES + " lines", Project.javaFiles(), file -> lines(file) > MOST_LINES);
    }

    @Test
    void mostFilesAreShort() {
        List<Long> sizes = Project.javaFiles().stream().map(LayoutTest::lines).sorted().toList();
        long median = sizes.get(sizes.size() / 2);
        assertTrue(median < MEDIAN_LINES, "the median file has " + median + " lines");
    }

    @Test
    void aFileHasOneTopLevelType() {
        assertNone("files with more than one top-level type", Project.javaFiles(),
                file -> TYPE.matcher(Project.read(file)).results().count() > 1);
    }

    @Test
    void everyPackageIsNullMarked() {
        Set<String> packages = new TreeSet<>();
        Set<String> marked = new TreeSet<>();
        for (String root : List.of("src/main/java", "src/test/java", "jmh/src/main/java", "docs/examples")) {
            for (Path file : Project.files(root, ".java")) {
                String name = Project.ROOT.resolve(root).relativize(file.getParent()).toString();
                if (name.isEmpty()) {
                    continue; // the unnamed package, of examples and of module-info.java, can't be marked
                }
                packages.add(name);
                if (file.endsWith("package-info.java") && Project.read(file).contains("@NullMarked")) {
                    marked.add(name);
                }
            }
        }
        packages.removeAll(marked);
        assertEquals(Set.of(), packages, "packages without a package-info.java that says @NullMarked");
    }

    @Test
    void theEngineKnowsNothingThatHangsOnIt() {
        assertNone("engine files that name another package", Project.files("src/main/java/dev/sofrito/engine", ".java"),
                file -> HANGS_ON_THE_ENGINE.matcher(Project.read(file)).find());
    }

    @Test
    void noTestSleeps() {
        assertNone("tests that sleep; wait for a latch or a state instead", Project.files("src/test/java", ".java"),
                file -> SLEEP.matcher(Project.read(file)).find());
    }

    @Test
    void everyTestIsFoundByItsName() {
        assertNone("tests that Maven does not run, since their names do not end in Test",
                Project.files("src/test/java", ".java"),
                file -> TEST.matcher(Project.read(file)).find()
                        && !FOUND.matcher(file.getFileName().toString()).matches());
    }

    private static void assertNone(String what, List<Path> files, Predicate<Path> wrong) {
        List<String> found = files.stream().filter(wrong).map(Project::name).collect(Collectors.toList());
        assertEquals(List.of(), found, what);
    }

    private static long lines(Path file) {
        return Project.read(file).lines().count();
    }
}
