// @start region=imports
import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
// @end
import dev.sofrito.Revision;
import dev.sofrito.SingleInput;
import java.util.concurrent.atomic.AtomicInteger;

/** The first steps: inputs, a query, an edit, a batch. */
public class GettingStarted {

    static final AtomicInteger RUNS = new AtomicInteger();

    public static void main(String[] args) {
        // @start region=define
        Database db = Database.create();
        Input<String, String> text = db.input("text", String.class, String.class);
        Query<String, Integer> words = db.query("words", String.class, Integer.class, file -> {
            RUNS.incrementAndGet();
            return text.get(file).split("\\s+").length;
        });
        Query<String, Integer> total = db.query("total", String.class, Integer.class,
                all -> text.keys().stream().mapToInt(words::get).sum());
        // @end

        // @start region=ask
        text.set("a.txt", "to be or not to be");
        text.set("b.txt", "that is the question");
        check(total.get("all") == 10);      // runs total(all), words(a.txt), words(b.txt)
        check(total.get("all") == 10);      // runs nothing
        check(RUNS.get() == 2);
        // @end

        // @start region=edit
        text.set("b.txt", "or so");
        check(total.get("all") == 8);       // runs words(b.txt) and total(all); words(a.txt) is remembered
        check(RUNS.get() == 3);
        // @end

        // @start region=equal
        Revision before = db.revision();
        Revision after = text.set("b.txt", "or so");
        check(after.equals(before));        // setting an equal value changes nothing
        // @end

        // @start region=single
        SingleInput<String> title = db.single("title", String.class);
        title.set("Hamlet");
        check(title.get().equals("Hamlet"));
        check(text.find("c.txt").isEmpty());
        // @end

        // @start region=commit
        db.commit(() -> {
            text.remove("a.txt");
            text.set("c.txt", "the rest is silence");
            title.set("The end");
        });
        check(total.get("all") == 6);
        // @end
        check(title.get().equals("The end"));
        db.close();
    }

    static void check(boolean holds) {
        if (!holds) {
            throw new AssertionError();
        }
    }
}
