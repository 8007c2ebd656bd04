package dev.sofrito.build;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every example in docs/examples runs to its end; each checks what it shows and throws if that is not so. */
class ExamplesTest {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TestFactory
    Stream<DynamicTest> everyExampleRuns() {
        List<Path> examples = Project.files("docs/examples", ".java").stream()
                .filter(file -> file.getParent().endsWith("examples"))
                .toList();
        assertFalse(examples.isEmpty(), "there are no examples in docs/examples");
        return examples.stream().map(Example::of).map(example -> DynamicTest.dynamicTest(
                example.name(), () -> Assertions.assertTimeoutPreemptively(LIMIT, example::run)));
    }
}
