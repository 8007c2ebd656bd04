package dev.sofrito.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every rule of docs/semantics.md is the tag of some test, and every such tag is a rule. */
class RulesAreTestedTest {

    private static final Pattern RULE = Pattern.compile("(?m)^- `([a-z]+\\.[a-z-]+)` ");
    private static final Pattern TAG = Pattern.compile("@Tag\\(\"([^\"]+)\"\\)");

    @Test
    void everyRuleHasATestWithItsTag() {
        Set<String> untested = new TreeSet<>(rules());
        untested.removeAll(tags().keySet());
        assertEquals(Set.of(), untested, "rules of docs/semantics.md that no test carries as its @Tag");
    }

    @Test
    void everyTagIsARule() {
        Map<String, String> unknown = new TreeMap<>(tags());
        unknown.keySet().removeAll(rules());
        assertEquals(Map.of(), unknown, "tags that are no rule of docs/semantics.md, and where");
    }

    @Test
    void aRuleIsSaidOnce() {
        List<String> repeated = new ArrayList<>(rules());
        new TreeSet<>(repeated).forEach(repeated::remove);
        assertEquals(List.of(), repeated, "ids that docs/semantics.md uses twice");
    }

    private static List<String> rules() {
        List<String> rules = new ArrayList<>();
        Matcher matcher = RULE.matcher(Project.read("docs/semantics.md"));
        while (matcher.find()) {
            rules.add(matcher.group(1));
        }
        assertFalse(rules.isEmpty(), "docs/semantics.md has no rule that this test can read");
        return rules;
    }

    /** The tags of all tests, each with a file that has it. */
    private static Map<String, String> tags() {
        Map<String, String> tags = new TreeMap<>();
        for (Path file : Project.files("src/test/java", ".java")) {
            Matcher matcher = TAG.matcher(Project.read(file));
            while (matcher.find()) {
                tags.put(matcher.group(1), Project.name(file));
            }
        }
        return tags;
    }
}
