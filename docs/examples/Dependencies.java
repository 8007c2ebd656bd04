import dev.sofrito.Database;
import dev.sofrito.Durability;
import dev.sofrito.Equality;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.Untracked;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** What a query depends on, and when it runs again. */
public class Dependencies {

    static final List<String> RAN = new ArrayList<>();

    public static void main(String[] args) {
        discovered();
        cutoff();
        keys();
        equality();
        outside();
        durability();
    }

    static void discovered() {
        Database db = Database.create();
        Input<String, String> file = db.input("file", String.class, String.class);
        // @start region=discovered
        Query<String, String> resolved = db.query("resolved", String.class, String.class, name -> {
            ran("resolved(" + name + ")");
            String content = file.get(name);
            return content.startsWith("->") ? file.get(content.substring(2)) : content;
        });
        file.set("link", "->target");
        file.set("target", "hello");
        check(resolved.get("link").equals("hello"));    // has read link and target

        file.set("link", "plain");
        check(resolved.get("link").equals("plain"));    // has read link only
        ranJust("resolved(link)", "resolved(link)");

        file.set("target", "nobody looks");
        check(resolved.get("link").equals("plain"));
        ranJust();
        // @end
    }

    static void cutoff() {
        Database db = Database.create();
        Input<String, String> source = db.input("source", String.class, String.class);
        // @start region=cutoff
        Query<String, List<String>> words = db.query("words", name -> {
            ran("words(" + name + ")");
            return List.of(source.get(name).strip().split("\\s+"));
        });
        Query<String, Integer> longest = db.query("longest", String.class, Integer.class, name -> {
            ran("longest(" + name + ")");
            return words.get(name).stream().mapToInt(String::length).max().orElse(0);
        });
        source.set("a", "some words");
        check(longest.get("a") == 5);
        ranJust("longest(a)", "words(a)");

        source.set("a", "some   words  ");
        check(longest.get("a") == 5);
        ranJust("words(a)");                // its value is equal to the last, so longest(a) need not run
        // @end
    }

    static void keys() {
        Database db = Database.create();
        Input<String, String> text = db.input("text", String.class, String.class);
        // @start region=keys
        Query<String, Integer> count = db.query("count", String.class, Integer.class, suffix -> {
            ran("count(" + suffix + ")");
            return (int) text.keys().stream().filter(name -> name.endsWith(suffix)).count();
        });
        text.set("a.txt", "one");
        check(count.get(".txt") == 1);
        text.set("a.txt", "two");           // the keys are the same
        check(count.get(".txt") == 1);
        ranJust("count(.txt)");
        text.set("b.txt", "three");
        check(count.get(".txt") == 2);
        ranJust("count(.txt)");
        // @end
    }

    static void equality() {
        Database db = Database.create();
        Input<String, Double> reading = db.input("reading", String.class, Double.class);
        // @start region=equality
        Query<String, Double> smooth = db.query("smooth", String.class, Double.class, reading::get,
                Equality.<Double>of((before, after) -> Math.abs(before - after) < 0.5));
        Query<String, Boolean> alarm = db.query("alarm", String.class, Boolean.class, name -> {
            ran("alarm(" + name + ")");
            return smooth.get(name) > 100;
        });
        reading.set("boiler", 90.0);
        check(!alarm.get("boiler"));
        reading.set("boiler", 90.3);        // near enough to count as the same
        check(!alarm.get("boiler"));
        ranJust("alarm(boiler)");
        // @end
    }

    static void outside() {
        Database db = Database.create();
        Input<String, String> in = db.input("in", String.class, String.class);
        AtomicLong clock = new AtomicLong(7);
        // @start region=untracked
        Query<String, Long> hour = db.query("hour", String.class, Long.class, zone -> {
            ran("hour(" + zone + ")");
            return clock.get();
        }, Untracked.INSTANCE);
        check(hour.get("UTC") == 7);
        clock.set(8);
        check(hour.get("UTC") == 7);        // once per revision
        in.set("anything", "at all");
        check(hour.get("UTC") == 8);
        ranJust("hour(UTC)", "hour(UTC)");
        // @end
    }

    static void durability() {
        Database db = Database.create();
        // @start region=durability
        Input<String, String> library = db.input("library", String.class, String.class, Durability.HIGH);
        Input<String, String> edited = db.input("edited", String.class, String.class);
        // @end
        library.set("String", "java.lang");
        edited.set("a", "String");
        Query<String, String> home =
                db.query("home", String.class, String.class, file -> library.get(edited.get(file)));
        check(home.get("a").equals("java.lang"));
        library.set("String", "elsewhere");
        check(home.get("a").equals("elsewhere"));
        check(library.keys().equals(Set.of("String")));
    }

    static synchronized void ran(String query) {
        RAN.add(query);
    }

    static synchronized void ranJust(String... queries) {
        check(RAN.equals(List.of(queries)));
        RAN.clear();
    }

    static void check(boolean holds) {
        if (!holds) {
            throw new AssertionError(RAN.toString());
        }
    }
}
