import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.Snapshot;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** How snapshots behave: what they share, what they keep to themselves, and how to get one that shares nothing. */
public class SnapshotsInDepth {

    public static void main(String[] args) {
        first();
        independent();
    }

    static void first() {
        Database db = Database.create();
        AtomicInteger runs = new AtomicInteger();
        Input<String, String> text = db.input("text", String.class, String.class);
        Query<String, Integer> words = db.query("words", String.class, Integer.class, file -> {
            runs.incrementAndGet();
            return text.get(file).split("\\s+").length;
        });
        // @start region=first
        text.set("a.txt", "to be or not to be");
        check(words.get("a.txt") == 6);                         // runs words(a.txt)
        try (Snapshot before = db.snapshot()) {
            text.set("a.txt", "to be");
            check(words.get("a.txt") == 2);                     // runs words(a.txt)
            check(before.call(() -> words.get("a.txt")) == 6);  // runs nothing: it was cached then
            check(runs.get() == 2);
        }
        // @end

        // @start region=mutate
        try (Snapshot draft = db.snapshot()) {
            draft.run(() -> text.set("a.txt", "to be or"));
            check(draft.call(() -> words.get("a.txt")) == 3);
            check(words.get("a.txt") == 2);
        }
        // @end
    }

    static void independent() {
        Database db = Database.create();
        Input<String, String> text = db.input("text", String.class, String.class);
        Query<String, Integer> words = db.query("words", String.class, Integer.class,
                file -> text.get(file).split("\\s+").length);
        text.set("a.txt", "to be or not to be");
        words.get("a.txt");
        // @start region=async
        CompletableFuture<Snapshot> cloning = db.snapshotAsync();
        text.set("a.txt", "to be");                             // may be edited meanwhile
        try (Snapshot clone = cloning.join()) {
            check(clone.call(() -> words.peek("a.txt")).orElseThrow() == 6);
        }
        // @end
    }

    static void check(boolean holds) {
        if (!holds) {
            throw new AssertionError();
        }
    }
}
