package dev.sofrito.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.Database;
import dev.sofrito.Query;
import dev.sofrito.SingleInput;
import dev.sofrito.Snapshot;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What was requested at the present revision is kept, also if a snapshot of an older one has asked for it since. Found
 * by the model test, ALL 2355.
 */
@Tag("mem.collect")
class CollectAfterOldRequestTest {

    @Test
    void aRequestAtAnOlderRevisionDoesNotMakeACellLookUnused() {
        try (Database db = Database.create()) {
            AtomicInteger runs = new AtomicInteger();
            SingleInput<Integer> other = db.single("other", Integer.class);
            Query<String, Integer> query = db.query("query", String.class, Integer.class,
                    key -> runs.incrementAndGet());
            query.get("x");
            try (Snapshot old = db.snapshot()) {
                other.set(1);
                query.get("x");
                old.call(() -> query.get("x"));
                db.collect(0);
                query.get("x");
                assertEquals(1, runs.get());
            }
        }
    }
}
