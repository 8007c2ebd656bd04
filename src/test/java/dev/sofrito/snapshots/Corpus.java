package dev.sofrito.snapshots;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.View;
import dev.sofrito.testing.Trace;

/** A database of texts: {@code words(file)} counts the words of one text, {@code total(all)} those of all. */
final class Corpus implements AutoCloseable {

    final Trace trace = new Trace();
    final Database db = Database.create();
    final Input<String, String> text = db.input("text", String.class, String.class);
    final Query<String, Integer> words =
            db.query("words", String.class, Integer.class, trace.of("words", file -> count(text.get(file))));
    final Query<String, Integer> total = db.query("total", String.class, Integer.class,
            trace.of("total", all -> text.keys().stream().sorted().mapToInt(words::get).sum()));

    /** The number of words in a text. */
    static int count(String text) {
        return text.isBlank() ? 0 : text.strip().split("\\s+").length;
    }

    int words(View view, String file) {
        return view.call(() -> words.get(file));
    }

    int total(View view) {
        return view.call(() -> total.get("all"));
    }

    String text(View view, String file) {
        return view.call(() -> text.get(file));
    }

    void set(View view, String file, String value) {
        view.run(() -> text.set(file, value));
    }

    @Override
    public void close() {
        db.close();
    }
}
