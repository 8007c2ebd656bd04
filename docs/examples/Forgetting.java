import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Interned;
import dev.sofrito.Keep;
import dev.sofrito.LimitExceededException;
import dev.sofrito.Query;
import dev.sofrito.Ref;
import java.util.concurrent.atomic.AtomicInteger;

/** What is kept, and how to keep less. */
public class Forgetting {

    public static void main(String[] args) {
        keep();
        collect();
        limit();
        intern();
    }

    static void keep() {
        Database db = Database.create();
        AtomicInteger runs = new AtomicInteger();
        // @start region=keep
        Input<Integer, String> page = db.input("page", Integer.class, String.class);
        Query<Integer, String> rendered = db.query("rendered", Integer.class, String.class, n -> {
            runs.incrementAndGet();
            return "<p>" + page.get(n) + "</p>";
        }, Keep.atMost(100));
        for (int n = 0; n < 1000; n++) {
            page.set(n, "page " + n);
            rendered.get(n);
        }
        check(rendered.get(7).equals("<p>page 7</p>"));         // forgotten or not, the value is the same
        check(runs.get() <= 1001);                              // and coming back costs one run at most
        // @end
    }

    static void collect() {
        Database db = Database.create();
        Query<String, Integer> total;
        // @start region=collect
        Input<String, String> text = db.input("text", String.class, String.class);
        Query<String, Integer> words = db.query("words", String.class, Integer.class,
                file -> text.get(file).split("\\s+").length);
        total = db.query("total", String.class, Integer.class, all -> text.keys().stream().mapToInt(words::get).sum());
        text.set("a.txt", "to be");
        text.set("b.txt", "or not");
        check(total.get("all") == 4);

        text.remove("b.txt");
        check(total.get("all") == 2);
        check(db.collect(0) == 1);                              // words(b.txt), which nobody asked for any more
        // @end
    }

    static void limit() {
        // @start region=limit
        Database db = Database.builder().stateLimit(1_000_000).build();
        Input<String, String> text = db.input("text", String.class, String.class);
        text.set("small", "fits");
        boolean refused = false;
        try {
            text.set("large", "x".repeat(2_000_000));
        } catch (LimitExceededException e) {
            refused = true;
        }
        check(refused);
        check(text.find("large").isEmpty());                    // it had no effect
        // @end
    }

    static void intern() {
        Database db = Database.create();
        // @start region=intern
        Interned<String> names = db.interned("names", String.class);
        Ref<String> first = names.intern("java.lang.String");
        Ref<String> second = names.intern("java.lang.".concat("String"));
        check(first == second);
        check(first.value().equals("java.lang.String"));
        // @end
    }

    static void check(boolean holds) {
        if (!holds) {
            throw new AssertionError();
        }
    }
}
