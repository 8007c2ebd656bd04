package dev.sofrito.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.Database;
import dev.sofrito.Durability;
import dev.sofrito.Input;
import dev.sofrito.Query;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A slot whose node is taken out while a run has it in hand has not changed for that. Storm seed 2853806214650127575. */
@Tag("mem.collect")
@Tag("derived.precise")
class CollectDuringRunTest {

    @ParameterizedTest
    @EnumSource(Durability.class)
    void whatARunHasReadIsNoChangeForIt(Durability durability) {
        try (Database db = Database.create()) {
            Input<String, Integer> in = db.input("in", String.class, Integer.class, durability);
            AtomicInteger runs = new AtomicInteger();
            AtomicBoolean collect = new AtomicBoolean(true);
            Query<String, Integer> query = db.query("query", String.class, Integer.class, key -> {
                runs.incrementAndGet();
                int value = in.get(key);
                if (collect.getAndSet(false)) {
                    CompletableFuture.runAsync(() -> db.collect(0)).join();
                }
                return value;
            });
            in.set("x", 1);
            assertEquals(1, query.get("x"));
            in.set("y", 1);
            assertEquals(1, query.get("x"));
            in.set("y", 2);
            assertEquals(1, query.get("x"));
            assertEquals(1, runs.get());
            in.set("x", 2);
            assertEquals(2, query.get("x"));
            in.set("x", 3);
            assertEquals(3, query.get("x"));
            assertEquals(3, runs.get());
        }
    }
}
