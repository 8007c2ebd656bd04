package dev.sofrito.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.Garbage;
import dev.sofrito.testing.OnEachCaller;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;

/** The key that a slot was set by is kept, and not the equal ones, made anew for each read, that it is read by. */
@Timeout(60)
class SharedKeysTest {

    private record Path(String text) {}

    private final Database db = Database.create();
    private final Input<Path, Integer> sizes = db.input("sizes", Path.class, Integer.class);
    private final List<WeakReference<Path>> readBy = new ArrayList<>();
    private final Query<String, Integer> twice = db.query("twice", String.class, Integer.class, text -> {
        Path path = new Path(text);
        readBy.add(new WeakReference<>(path));
        return 2 * sizes.get(path);
    });

    @OnEachCaller
    void aKeyThatASlotIsReadByIsNotKept(Caller caller) throws Exception {
        caller.run(() -> {
            sizes.set(new Path("a"), 1);
            assertEquals(2, twice.get("a"));
            sizes.set(new Path("a"), 2);
            assertEquals(4, twice.get("a"));
        });

        assertEquals(2, readBy.size());
        readBy.forEach(Garbage::awaitCleared);
        assertEquals(4, twice.get("a"));
        Reference.reachabilityFence(db);
    }
}
