package dev.sofrito.build;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the module exports is what src/test/resources/exported-names.txt says, so that nobody changes it unaware. */
class ExportedNamesTest {

    private static final Path PINNED = Project.ROOT.resolve("src/test/resources/exported-names.txt");
    private static final String UPDATE = "sofrito.names.update";

    @Test
    void theExportedNamesAreThePinnedOnes() throws IOException, URISyntaxException {
        Path classes = Path.of(Database.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<String> actual = new ExportedNames(classes).lines();
        if (Boolean.getBoolean(UPDATE)) {
            Files.createDirectories(PINNED.getParent());
            Files.write(PINNED, actual);
        }
        List<String> pinned = Files.exists(PINNED) ? Files.readAllLines(PINNED) : List.of();
        String difference = difference(pinned, actual);
        assertTrue(difference.isEmpty(), () -> """
                What the module exports has changed:
                %s
                If that is meant, pin it with

                    mvn test -Dtest=ExportedNamesTest -D%s=true

                and commit src/test/resources/exported-names.txt along with an entry in CHANGELOG.md.
                """.formatted(difference, UPDATE));
    }

    /** The lines that are in one list only; members with the type they are of. */
    private static String difference(List<String> pinned, List<String> actual) {
        List<String> before = withTypes(pinned);
        List<String> after = withTypes(actual);
        StringBuilder difference = new StringBuilder();
        before.stream().filter(line -> !after.contains(line)).forEach(line -> difference.append("- ").append(line).append('\n'));
        after.stream().filter(line -> !before.contains(line)).forEach(line -> difference.append("+ ").append(line).append('\n'));
        return difference.toString();
    }

    private static List<String> withTypes(List<String> lines) {
        List<String> result = new ArrayList<>();
        String type = "";
        for (String line : lines) {
            if (line.startsWith(" ")) {
                result.add(line.strip() + "   in " + type);
            } else {
                type = line;
                result.add(line);
            }
        }
        return result;
    }
}
