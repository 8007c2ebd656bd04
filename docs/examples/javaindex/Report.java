package javaindex;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** The report over everything, and over a package. */
public record Report(int packages, int files, int types, int members, List<String> problems,
        List<String> unusedImports, List<Used> mostUsed) {

    /** How many files use a type. */
    public record Used(TypeId type, int files) {}

    /** The sum of the reports over packages. */
    static Report sum(Collection<Report> parts, List<Used> mostUsed) {
        return new Report(parts.size(), sum(parts, Report::files), sum(parts, Report::types),
                sum(parts, Report::members), all(parts, Report::problems), all(parts, Report::unusedImports), mostUsed);
    }

    private static int sum(Collection<Report> parts, ToIntFunction<Report> part) {
        return parts.stream().mapToInt(part).sum();
    }

    private static List<String> all(Collection<Report> parts, Function<Report, List<String>> list) {
        return parts.stream().flatMap(part -> list.apply(part).stream()).sorted().toList();
    }

    /** The report for people, each list up to a length. */
    List<String> lines(int atMost) {
        var lines = new ArrayList<String>();
        lines.add("%,d files of %,d packages declare %,d types with %,d members."
                .formatted(files, packages, types, members));
        list(lines, "do not parse", problems, atMost);
        list(lines, "imports are not used", unusedImports, atMost);
        var used = mostUsed.stream().map(it -> "%s, by %,d files".formatted(it.type, it.files)).toList();
        list(lines, "types are used most", used, atMost);
        return lines;
    }

    private static void list(List<String> lines, String title, List<String> items, int atMost) {
        lines.add("%,d %s%s".formatted(items.size(), title, items.isEmpty() ? "." : ":"));
        items.stream().limit(atMost).map("  "::concat).forEach(lines::add);
        if (items.size() > atMost) {
            lines.add("  ... and %,d more".formatted(items.size() - atMost));
        }
    }
}
