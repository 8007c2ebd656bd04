package dev.sofrito.inputs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.MissingInputException;
import dev.sofrito.SingleInput;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** Reads of inputs inside a batch see what the batch has staged, and nothing else changes for them. */
@Tag("input.batch")
@Timeout(60)
class BatchReadsTest {

    private final Database db = Database.create();
    private final Input<String, Integer> size = db.input("size", String.class, Integer.class);
    private final SingleInput<String> root = db.single("root", String.class);

    @OnEachCaller
    void aStagedSetIsRead(Caller caller) throws Exception {
        size.set("a", 1);
        size.set("b", 1);
        caller.run(() -> db.commit(() -> {
            assertEquals(1, size.get("a"));
            size.set("a", 2);
            assertEquals(2, size.get("a"));
            size.set("a", 3);
            assertEquals(Optional.of(3), size.find("a"));
            assertEquals(1, size.get("b"));
            size.set("c", 4);
            assertEquals(4, size.get("c"));
        }));
    }

    @OnEachCaller
    void aStagedRemovalIsRead(Caller caller) throws Exception {
        size.set("a", 1);
        caller.run(() -> db.commit(() -> {
            size.remove("a");
            assertThrows(MissingInputException.class, () -> size.get("a"));
            assertEquals(Optional.empty(), size.find("a"));
            size.set("b", 1);
            size.remove("b");
            assertEquals(Optional.empty(), size.find("b"));
            size.set("a", 1);
            assertEquals(1, size.get("a"));
        }));
        assertEquals(1, size.get("a"));
    }

    @OnEachCaller
    void stagedKeysAreRead(Caller caller) throws Exception {
        size.set("a", 1);
        size.set("b", 1);
        caller.run(() -> db.commit(() -> {
            assertEquals(Set.of("a", "b"), size.keys());
            size.set("c", 1);
            assertEquals(Set.of("a", "b", "c"), size.keys());
            size.remove("a");
            Set<String> keys = size.keys();
            assertEquals(Set.of("b", "c"), keys);
            size.set("a", 2);
            size.remove("c");
            assertEquals(Set.of("a", "b"), size.keys());
            assertEquals(Set.of("b", "c"), keys, "a key set once read does not change");
        }));
        assertEquals(Set.of("a", "b"), size.keys());
    }

    @OnEachCaller
    void aStagedSingleInputIsRead(Caller caller) throws Exception {
        caller.run(() -> db.commit(() -> {
            assertEquals(Optional.empty(), root.find());
            root.set("src");
            assertEquals("src", root.get());
            root.remove();
            assertThrows(MissingInputException.class, root::get);
            root.set("lib");
        }));
        assertEquals("lib", root.get());
    }

    @OnEachCaller
    void everyReadInABatchIsOfOneStatePlusWhatWasStaged(Caller caller) throws Exception {
        size.set("n", 0);
        int threads = 4;
        int each = 50;
        Running<?>[] increments = new Running<?>[threads];
        for (int t = 0; t < threads; t++) {
            increments[t] = caller.start(() -> {
                for (int i = 0; i < each; i++) {
                    db.commit(() -> size.set("n", size.get("n") + 1));
                }
            });
        }
        for (Running<?> running : increments) {
            running.join();
        }
        assertEquals(threads * each, size.get("n"), "reading and then setting in a batch is atomic");
    }
}
