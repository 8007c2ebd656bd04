package dev.sofrito.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.Database;
import dev.sofrito.Durability;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.SingleInput;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is taken out while a run has it in hand has not changed for that, and is not computed twice. Storm seeds
 * 2853806214650127575 and -4219207128381707423.
 */
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

    @Test
    void whatHasReadACollectedCellIsValidatedAgainstTheOneInItsPlace() {
        try (Database db = Database.create()) {
            SingleInput<Integer> in = db.single("in", Integer.class);
            SingleInput<Integer> other = db.single("other", Integer.class);
            AtomicInteger lowerRuns = new AtomicInteger();
            AtomicInteger upperRuns = new AtomicInteger();
            AtomicBoolean collect = new AtomicBoolean(true);
            Query<String, Integer> lower = db.query("lower", String.class, Integer.class, key -> {
                lowerRuns.incrementAndGet();
                return in.get() / 10;
            });
            Query<String, Integer> upper = db.query("upper", String.class, Integer.class, key -> {
                upperRuns.incrementAndGet();
                int value = 100 * lower.get(key);
                if (collect.getAndSet(false)) {
                    CompletableFuture.runAsync(() -> db.collect(0)).join();
                }
                return value;
            });
            in.set(20);
            assertEquals(2, lower.get("x"));
            other.set(1);
            assertEquals(200, upper.get("x"));
            in.set(21);
            assertEquals(2, lower.get("x"));
            assertEquals(200, upper.get("x"));
            assertEquals(2, lowerRuns.get());
            assertEquals(1, upperRuns.get());
            in.set(30);
            assertEquals(300, upper.get("x"));
            assertEquals(3, lowerRuns.get());
            assertEquals(2, upperRuns.get());
        }
    }
}
