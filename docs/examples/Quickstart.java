import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.Snapshot;

/** The program whose code and output the README shows. */
public class Quickstart {

    private Quickstart() {}

    public static void main(String[] args) {
        // @start region=readme
        Database db = Database.create();
        Input<String, String> text = db.input("text", String.class, String.class);
        Query<String, Integer> words = db.query("words", String.class, Integer.class, file -> {
            IO.println("  words of " + file);
            return text.get(file).split(" ").length;
        });
        Query<String, Integer> total = db.query("total", String.class, Integer.class, suffix -> {
            IO.println("  total of " + suffix);
            return text.keys().stream().filter(file -> file.endsWith(suffix)).sorted().mapToInt(words::get).sum();
        });

        text.set("a.txt", "to be or not to be");
        text.set("b.txt", "that is the question");
        IO.println(total.get(".txt"));                          // runs everything

        text.set("b.txt", "what was the question");
        IO.println(total.get(".txt"));                          // counts b.txt: 4 again, so the total stands

        try (Snapshot before = db.snapshot()) {
            text.set("a.txt", "to be");
            IO.println(total.get(".txt"));                      // counts a.txt, then the total
            IO.println(before.call(() -> total.get(".txt")));   // the old answer, remembered
        }
        // @end
    }
}
