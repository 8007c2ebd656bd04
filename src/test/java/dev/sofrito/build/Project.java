package dev.sofrito.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files of this project. */
final class Project {

    /** Surefire runs tests in the project's directory. */
    static final Path ROOT = Path.of("").toAbsolutePath();

    private Project() {}

    /** The files below a directory of the project, or none if there is no such directory, in order of their paths. */
    static List<Path> files(String directory, String suffix) {
        Path start = ROOT.resolve(directory);
        if (!Files.isDirectory(start)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(start)) {
            return all.filter(f -> f.toString().endsWith(suffix) && Files.isRegularFile(f)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All Java sources that people write: the library's, its tests', its examples' and its benchmarks'. */
    static List<Path> javaFiles() {
        List<Path> all = new ArrayList<>();
        for (String directory : List.of("src", "docs", "jmh/src")) {
            all.addAll(files(directory, ".java"));
        }
        return all;
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(String file) {
        return read(ROOT.resolve(file));
    }

    /** A file as people name it: from the project's directory, with slashes. */
    static String name(Path file) {
        return ROOT.relativize(file).toString().replace('\\', '/');
    }
}
