import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.QueryException;
import dev.sofrito.TaskScope;
import dev.sofrito.Tracking;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Parallel work inside a query: many keys at once, subtasks, foreign executors. */
public class Forking {

    static final Database DB = Database.create();
    static final Input<String, String> TEXT = DB.input("text", String.class, String.class);
    static final Query<String, Integer> WORDS =
            DB.query("words", String.class, Integer.class, file -> TEXT.get(file).split("\\s+").length);

    public static void main(String[] args) throws Exception {
        TEXT.set("a", "to be or not to be");
        TEXT.set("b", "that is the question");
        all();
        subtasks();
        failure();
        foreign();
    }

    static void all() {
        // @start region=all
        Query<String, Integer> total = DB.query("total", String.class, Integer.class, all -> {
            Map<String, Integer> counts = WORDS.getAll(TEXT.keys());
            return counts.values().stream().mapToInt(Integer::intValue).sum();
        });
        check(total.get("all") == 10);
        TEXT.set("b", "that is");
        check(total.get("all") == 8);
        // @end
    }

    static void subtasks() {
        // @start region=subtasks
        Query<String, String> report = DB.query("report", String.class, String.class, file -> {
            try (TaskScope scope = TaskScope.open()) {
                TaskScope.Subtask<Integer> words = scope.fork(() -> WORDS.get(file));
                TaskScope.Subtask<Integer> letters = scope.fork(() -> TEXT.get(file).length());
                scope.join();
                return words.get() + " words, " + letters.get() + " characters";
            }
        });
        check(report.get("a").equals("6 words, 18 characters"));
        TEXT.set("a", "be");                // what the subtasks read counts as read by report(a)
        check(report.get("a").equals("1 words, 2 characters"));
        // @end
    }

    static void failure() {
        // @start region=failure
        Query<String, Integer> both = DB.query("both", String.class, Integer.class, files -> {
            try (TaskScope scope = TaskScope.open()) {
                TaskScope.Subtask<Integer> there = scope.fork(() -> WORDS.get("a"));
                TaskScope.Subtask<Integer> absent = scope.fork(() -> WORDS.get("no such file"));
                scope.join();               // throws: the first failure cancels the other subtasks
                return there.get() + absent.get();
            }
        });
        try {
            both.get("files");
            throw new AssertionError("no failure");
        } catch (QueryException e) {
            check(e.path().equals(List.of("both(files)", "words(no such file)")));
        }
        // @end
    }

    static void foreign() {
        try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
            // @start region=foreign
            Query<String, Integer> pooled = DB.query("pooled", String.class, Integer.class, file -> {
                Future<Integer> length = pool.submit(Tracking.wrap(() -> TEXT.get(file).length()));
                return length.get();
            });
            TEXT.set("a", "one");
            check(pooled.get("a") == 3);
            TEXT.set("a", "three");
            check(pooled.get("a") == 5);
            // @end
        }
    }

    static void check(boolean holds) {
        if (!holds) {
            throw new AssertionError();
        }
    }
}
