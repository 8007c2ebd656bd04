package javaindex;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The program: indexes the Java files of a directory or zip (system property {@code index}), shows a report, and what
 * some edits cost, which it makes in memory only. With {@code -Dwatch=true} it then follows the files.
 */
public final class Main {

    private static final int SHOWN = 5;
    private static final int BAR = 40;

    private final PrintStream out;
    private final PrintStream err;
    private final boolean terminal;

    /** Makes the program. */
    public Main(PrintStream out, PrintStream err, boolean terminal) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
    }

    /** Runs the program. */
    public static void main(String[] arguments) {
        boolean terminal = System.console() != null && System.console().isTerminal();
        String path = System.getProperty("index", "");
        var program = new Main(System.out, System.err, terminal);
        System.exit(program.run(path.isBlank() ? "src/main/java" : path, Boolean.getBoolean("watch")));
    }

    /** Gives the exit code. */
    public int run(String path, boolean watch) {
        long start = System.nanoTime();
        try (var sources = new Sources(Path.of(path), err::println); var index = new Index()) {
            Map<String, Optional<String>> texts = sources.readAll(_ -> {});
            if (texts.isEmpty()) {
                err.println(path + ": no Java file in it can be read; name another path with -Dindex=PATH");
                return 1;
            }
            index.update(texts);
            out.printf("Read %,d files in %s.%n", texts.size(), Steps.time(System.nanoTime() - start));
            demonstrate(index);
            if (watch && Files.isDirectory(Path.of(path))) {
                new Watch(sources, index, out, FileSystems.getDefault().newWatchService()).run();
            } else if (watch) {
                err.println(path + ": a zip cannot be watched; unpack it, and name the directory with -Dindex=PATH");
            }
            return 0;
        } catch (InvalidPathException e) {
            err.println(path + ": " + e.getReason() + "; name another path with -Dindex=PATH");
        } catch (IOException e) {
            err.println(path + ": " + Sources.reason(e) + " with -Dindex=PATH");
        } catch (InterruptedException e) {
            return 0;
        }
        return 1;
    }

    private void demonstrate(Index index) throws InterruptedException {
        var steps = new Steps(index.counters);
        Thread bar = Thread.ofPlatform().daemon().unstarted(() -> draw(index, index.files().size()));
        if (terminal) {
            bar.start();
        }
        steps.step("cold", () -> ask(index, example(index)));
        bar.interrupt();
        bar.join();
        index.report.get("").lines(SHOWN).forEach(out::println);
        Optional<TypeId> example = example(index);
        steps.step("again", () -> ask(index, example));
        example.ifPresent(type -> {
            String original = index.text(type.file()).orElseThrow();
            edit(index, steps, type, "comment", text -> text.stripTrailing() + " // a comment that moves nothing\n");
            edit(index, steps, type, "comment line", text -> "// A comment that moves all lines.\n" + text);
            edit(index, steps, type, "method", text ->
                    new StringBuilder(text).insert(text.lastIndexOf('}'), "public void added() {}\n").toString());
            edit(index, steps, type, "rename", text ->
                    text.replaceAll("\\b" + type.name() + "\\b", type.name() + "Renamed"));
            index.update(Map.of(type.file(), Optional.of(original)));
            out.printf("%nThe edits are made, in memory only, to %s, which declares %s.%n", type.file(), type);
        });
        out.println();
        steps.lines().forEach(out::println);
    }

    /** The type that is used most, of those not nested in another. */
    private static Optional<TypeId> example(Index index) {
        return index.report.get("").mostUsed().stream().map(Report.Used::type)
                .filter(type -> !type.name().contains(".")).findFirst();
    }

    /** Asks for the report, and about a type what the report does not tell. */
    private static void ask(Index index, Optional<TypeId> about) {
        index.report.get("");
        about.ifPresent(type -> {
            index.usersOf.get(type.toString());
            index.subclasses.get(type.toString());
            index.resolve.get(new Index.NameIn(type.file(), type.name()));
        });
    }

    private static void edit(Index index, Steps steps, TypeId type, String name, UnaryOperator<String> edit) {
        String text = edit.apply(index.text(type.file()).orElseThrow());
        steps.step(name, () -> {
            index.update(Map.of(type.file(), Optional.of(text)));
            ask(index, Optional.of(type));
        });
    }

    /** Draws a progress bar until interrupted. */
    private void draw(Index index, int total) {
        try {
            while (true) {
                long done = index.counters.runs("summary");
                int filled = (int) (BAR * done / total);
                out.printf("\r[%s%s] %,d of %,d files ", "#".repeat(filled), " ".repeat(BAR - filled), done, total);
                Thread.sleep(100);
            }
        } catch (InterruptedException e) {
            out.print("\r" + " ".repeat(BAR + 40) + "\r");
        }
    }
}
