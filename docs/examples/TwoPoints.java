import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.Snapshot;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** What an edit changed: the same query asked at two points in time. */
public class TwoPoints {

    static final AtomicInteger RUNS = new AtomicInteger();
    static final Database DB = Database.create();
    static final Input<String, String> SOURCE = DB.input("source", String.class, String.class);
    static final Query<String, List<String>> PROBLEMS = DB.query("problems", file -> {
        RUNS.incrementAndGet();
        return Pattern.compile("TODO \\w+").matcher(SOURCE.get(file)).results().map(found -> found.group()).toList();
    });

    // @start region=problems
    static Map<String, List<String>> problems(Snapshot at) {
        return at.call(() -> new TreeMap<>(PROBLEMS.getAll(SOURCE.keys())));
    }
    // @end

    // @start region=diff
    static String diff(Snapshot before, Snapshot after) {
        Map<String, List<String>> old = problems(before);
        Map<String, List<String>> now = problems(after);
        Set<String> files = new HashSet<>(old.keySet());
        files.addAll(now.keySet());
        StringBuilder diff = new StringBuilder();
        for (String file : files.stream().sorted().toList()) {
            List<String> gone = old.getOrDefault(file, List.of());
            List<String> come = now.getOrDefault(file, List.of());
            gone.stream().filter(p -> !come.contains(p)).forEach(p -> diff.append("- %s: %s\n".formatted(file, p)));
            come.stream().filter(p -> !gone.contains(p)).forEach(p -> diff.append("+ %s: %s\n".formatted(file, p)));
        }
        return diff.toString();
    }
    // @end

    public static void main(String[] args) {
        SOURCE.set("a", "TODO rename; TODO test");
        SOURCE.set("b", "TODO write");
        SOURCE.set("c", "fine");
        // @start region=use
        try (Snapshot before = DB.snapshot()) {
            SOURCE.set("a", "TODO test; TODO review");
            SOURCE.remove("b");
            try (Snapshot after = DB.snapshot()) {
                check(diff(before, after).equals("""
                        - a: TODO rename
                        + a: TODO review
                        - b: TODO write
                        """));
                check(RUNS.get() == 4);         // problems(c) ran once for both, problems(b) for one of them
            }
        }
        // @end
    }

    static void check(boolean holds) {
        if (!holds) {
            throw new AssertionError();
        }
    }
}
