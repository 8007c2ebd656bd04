package dev.sofrito.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the Javadoc shows of code compiles. */
class JavadocSnippetsTest {

    /** A snippet, and the blanks and star before each of its lines; an empty line or the end of the comment follows. */
    private static final Pattern SNIPPET =
            Pattern.compile("(?m)^( *\\* )\\{@snippet :\\R((?:\\1.*\\R| *\\*\\R)*?)\\1\\}(?=\\R *\\*(?:/|\\R))");

    /** A snippet as a class, with what it takes for granted as fields, which its own variables may hide. */
    private static final String CLASS = """
            import dev.sofrito.*;
            import java.util.concurrent.*;
            abstract class Shown {
                Database database;
                Input<String, String> text;
                Query<String, Integer> words;
                ExecutorService executor;
                Object show() throws Exception {
                    if (true) {
            %s
                    }
                    return null;
                }
            }
            """;

    static Stream<String> snippets() {
        return Project.files("src/main/java/dev/sofrito", ".java").stream().flatMap(file -> snippets(Project.read(file)));
    }

    private static Stream<String> snippets(String source) {
        return SNIPPET.matcher(source).results().map(JavadocSnippetsTest::code);
    }

    private static String code(MatchResult snippet) {
        return snippet.group(2).replaceAll("(?m)^ *\\* ?", "");
    }

    @ParameterizedTest
    @MethodSource("snippets")
    void aSnippetCompiles(String code, @TempDir Path directory) {
        assertEquals("", errors(code, directory));
    }

    @Test
    void allAreFound() {
        long begun = Project.files("src/main/java/dev/sofrito", ".java").stream()
                .mapToLong(file -> Project.read(file).split("@snippet", -1).length - 1)
                .sum();
        assertEquals(begun, snippets().count());
        assertTrue(begun >= 5);
    }

    @Test
    void whatDoesNotCompileIsSeen(@TempDir Path directory) {
        assertTrue(errors("int n = words.get(1);", directory).contains("incompatible types"));
    }

    /** What the compiler says; nothing if all is well. */
    private static String errors(String code, Path directory) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavaFileObject source = new SimpleJavaFileObject(
                URI.create("string:///Shown.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return CLASS.formatted(code);
            }
        };
        StringWriter said = new StringWriter();
        boolean compiled = compiler.getTask(said, null, null,
                List.of("-proc:none", "-d", directory.toString(),
                        "-cp", Project.ROOT.resolve("target/classes").toString()),
                null, List.of(source)).call();
        return compiled ? "" : said.toString();
    }
}
