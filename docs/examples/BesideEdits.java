import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.Snapshot;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A long analysis goes on in the background while the user types. */
public class BesideEdits {

    static final List<String> RAN = new CopyOnWriteArrayList<>();
    static final CountDownLatch ANALYSING = new CountDownLatch(1);
    static final CountDownLatch TYPED = new CountDownLatch(1);

    static final Database DB = Database.create();
    static final Input<String, String> SOURCE = DB.input("source", String.class, String.class);
    static final Query<String, Integer> COMPLEXITY = DB.query("complexity", String.class, Integer.class, file -> {
        String source = SOURCE.get(file);
        RAN.add(file);
        ANALYSING.countDown();
        TYPED.await();                      // a query takes its time, here until the user has typed
        return source.split("if|while|for", -1).length;
    });

    public static void main(String[] args) throws InterruptedException, ExecutionException {
        SOURCE.set("big", "if for if while");
        SOURCE.set("edited", "if");
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            analyse(executor);
        }
    }

    static void analyse(ExecutorService executor) throws InterruptedException, ExecutionException {
        // @start region=analyse
        Snapshot now = DB.snapshot();
        Future<Integer> analysis = executor.submit(() -> {
            try (now) {
                return now.call(() -> COMPLEXITY.get("big") + COMPLEXITY.get("edited"));
            }
        });

        ANALYSING.await();
        SOURCE.set("edited", "if if");      // waits for nothing
        SOURCE.set("edited", "if if if");
        TYPED.countDown();
        check(analysis.get() == 5 + 2);     // of the state it began with
        // @end

        // @start region=adopted
        RAN.clear();
        check(COMPLEXITY.get("big") == 5);
        check(COMPLEXITY.get("edited") == 4);
        check(RAN.equals(List.of("edited")));       // complexity(big) was computed by the analysis
        // @end
    }

    static void check(boolean holds) {
        if (!holds) {
            throw new AssertionError(RAN.toString());
        }
    }
}
