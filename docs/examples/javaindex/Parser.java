package javaindex;

import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.regex.Pattern;
import javax.lang.model.SourceVersion;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.DiagnosticListener;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** The JDK's own parser, from a file's text to its {@link Summary}. Nothing is attributed: no class path is needed. */
final class Parser {

    static final String COMMENT = "/\\*(?s:.*?)\\*/|//[^\\n]*";
    private static final String STRING = "\"\"\"(?s:.*?)\"\"\"|\"[^\\n]*?(?<!\\\\)(?:\\\\{2})*\"|'\\\\?.[^'\\n]*'";
    private static final Pattern PACKAGE = Pattern.compile(COMMENT + "|" + STRING + "|\\bpackage\\b([^;]*);");

    private static final JavaCompiler COMPILER = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
    private static final List<String> OPTIONS =
            List.of("-proc:none", "--enable-preview", "-source", Integer.toString(Runtime.version().feature()));
    private static final int LARGE_STACK = 512 << 20;

    private Parser() {}

    static Summary parse(String file, String text) throws Exception {
        try {
            return summary(file, text);
        } catch (StackOverflowError | RuntimeException e) { // nested deeply, perhaps
            return onLargeStack(text, () -> summary(file, text));
        }
    }

    private static Summary summary(String file, String text) throws IOException {
        var messages = new DiagnosticCollector<JavaFileObject>();
        var scanner = new SummaryScanner(text);
        for (var unit : task(file, text, messages).parse()) {
            scanner.scan(unit, null);
        }
        var error = messages.getDiagnostics().stream().filter(it -> it.getKind() == Diagnostic.Kind.ERROR).findFirst();
        return scanner.summary(error.map(it -> new Summary.Problem((int) it.getLineNumber(),
                it.getMessage(Locale.ENGLISH).lines().findFirst().orElse(""))));
    }

    private static Summary onLargeStack(String text, Callable<Summary> parsing) throws InterruptedException {
        var task = new FutureTask<>(parsing);
        new Thread(null, task, "parser", LARGE_STACK).start();
        try {
            return task.get();
        } catch (ExecutionException e) {
            var names = new Summary.Names(false, List.of(), Set.of(), Set.of());
            var problem = new Summary.Problem(1, "the parser failed: " + e.getCause());
            return new Summary(packageOf(text), names, List.of(), Optional.of(problem));
        }
    }

    /** The package that a text declares, by a look at its words: cheap enough to be done at each save. */
    static String packageOf(String text) {
        return PACKAGE.matcher(text).results().filter(m -> m.group(1) != null).findFirst()
                .map(m -> m.group(1).replaceAll(COMMENT + "|\\s", "")).filter(SourceVersion::isName).orElse("");
    }

    static JavacTask task(String file, String text, DiagnosticListener<JavaFileObject> messages) {
        URI uri = URI.create("text:/" + file.replaceAll("(?U)[^\\w./-]", "_"));
        var source = new SimpleJavaFileObject(uri, JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
        return (JavacTask) COMPILER.getTask(Writer.nullWriter(), null, messages, OPTIONS, null, List.of(source));
    }
}
