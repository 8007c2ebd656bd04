import dev.sofrito.CycleException;
import dev.sofrito.Database;
import dev.sofrito.Failures;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.QueryCancelledException;
import dev.sofrito.QueryException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** How failures travel, how long they are remembered, what a cycle says, and how to give up waiting. */
public class Failing {

    public static void main(String[] args) throws InterruptedException {
        path();
        remembered();
        caught();
        cycle();
        cancelled();
    }

    static void path() {
        Database db = Database.create();
        Input<String, String> text = db.input("text", String.class, String.class);
        // @start region=path
        Query<String, Integer> number = db.query("number", String.class, Integer.class,
                file -> Integer.valueOf(text.get(file)));
        Query<String, Integer> twice = db.query("twice", String.class, Integer.class, file -> 2 * number.get(file));

        text.set("a", "seven");
        try {
            twice.get("a");
            throw new AssertionError("no failure");
        } catch (QueryException e) {
            check(e.path().equals(List.of("twice(a)", "number(a)")));
            check(e.getCause() instanceof NumberFormatException);
        }

        text.set("a", "7");
        check(twice.get("a") == 14);
        // @end
    }

    static void remembered() {
        Database db = Database.create();
        Input<String, String> any = db.input("any", String.class, String.class);
        AtomicInteger tries = new AtomicInteger();
        // @start region=remembered
        Query<String, String> fetch = db.query("fetch", String.class, String.class, address -> {
            throw new IllegalStateException("no answer, try " + tries.incrementAndGet());
        });
        Query<String, String> parse = db.query("parse", String.class, String.class, address -> {
            throw new IllegalArgumentException("no sense, try " + tries.incrementAndGet());
        }, Failures.UNTIL_CHANGED);
        check(failure(fetch).endsWith("try 1"));
        check(failure(fetch).endsWith("try 1"));        // remembered for this revision
        check(failure(parse).endsWith("try 2"));

        any.set("x", "a new revision");
        check(failure(fetch).endsWith("try 3"));        // tried once more
        check(failure(parse).endsWith("try 2"));        // nothing that it read has changed
        // @end
    }

    static String failure(Query<String, String> query) {
        try {
            return query.get("x");
        } catch (QueryException e) {
            return e.getCause().getMessage();
        }
    }

    static void caught() {
        Database db = Database.create();
        Input<String, String> text = db.input("text", String.class, String.class);
        Query<String, Integer> number = db.query("number", String.class, Integer.class,
                file -> Integer.valueOf(text.get(file)));
        // @start region=caught
        Query<String, String> shown = db.query("shown", String.class, String.class, file -> {
            try {
                return "number " + number.get(file);
            } catch (QueryException e) {
                return "not a number";
            }
        });
        text.set("a", "seven");
        check(shown.get("a").equals("not a number"));
        text.set("a", "7");
        check(shown.get("a").equals("number 7"));
        // @end
    }

    // @start region=recursive
    static class Tree {
        final Database db = Database.create();
        final Input<String, String> parent = db.input("parent", String.class, String.class);
        final Query<String, Integer> depth = db.query("depth", String.class, Integer.class, this::depthOf);

        private int depthOf(String name) {
            return parent.find(name).map(up -> depth.get(up) + 1).orElse(0);
        }
    }
    // @end

    static void cycle() {
        // @start region=cycle
        Tree tree = new Tree();
        tree.parent.set("a", "b");
        tree.parent.set("b", "a");
        try {
            tree.depth.get("a");
            throw new AssertionError("no failure");
        } catch (CycleException e) {
            check(e.participants().equals(List.of("depth(a)", "depth(b)")));
        }

        tree.parent.remove("b");
        check(tree.depth.get("a") == 1);
        // @end
    }

    static void cancelled() throws InterruptedException {
        Database db = Database.create();
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        AtomicBoolean gaveUp = new AtomicBoolean();
        // @start region=cancel
        Query<String, String> slow = db.query("slow", String.class, String.class, key -> {
            running.countDown();
            never.await();
            return key;
        });
        Thread request = Thread.ofVirtual().start(() -> {
            try {
                slow.get("x");
            } catch (QueryCancelledException e) {
                gaveUp.set(Thread.currentThread().isInterrupted());
            }
        });
        running.await();
        request.interrupt();
        request.join();
        check(gaveUp.get());
        // @end
    }

    static void check(boolean holds) {
        if (!holds) {
            throw new AssertionError();
        }
    }
}
