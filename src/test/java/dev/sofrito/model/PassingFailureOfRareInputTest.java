package dev.sofrito.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sofrito.Database;
import dev.sofrito.Durability;
import dev.sofrito.Failures;
import dev.sofrito.Query;
import dev.sofrito.QueryException;
import dev.sofrito.SingleInput;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A failure is tried again at a later revision also if those that asked for it remember theirs, and whatever the
 * durability of the input. Found by the model test, SNAPSHOTS 165.
 */
@Tag("derived.failure")
@Tag("input.durability")
class PassingFailureOfRareInputTest {

    @ParameterizedTest
    @EnumSource(Durability.class)
    void aFailureIsTriedAgainThroughThoseThatRememberIt(Durability durability) {
        try (Database db = Database.create()) {
            List<String> runs = new ArrayList<>();
            SingleInput<Integer> in = db.single("in", Integer.class, durability);
            SingleInput<Integer> other = db.single("other", Integer.class);
            Query<String, Integer> base = db.query("base", String.class, Integer.class, key -> {
                runs.add("base");
                return in.get();
            });
            Query<String, Integer> middle = db.query("middle", String.class, Integer.class, base::get,
                    Failures.UNTIL_CHANGED);
            Query<String, Integer> top = db.query("top", String.class, Integer.class, middle::get,
                    Failures.UNTIL_CHANGED);
            in.set(1);
            assertEquals(1, middle.get("x"));
            in.remove();
            assertThrows(QueryException.class, () -> top.get("x"));
            runs.clear();
            other.set(1);
            assertThrows(QueryException.class, () -> top.get("x"));
            assertEquals(List.of("base"), runs);
        }
    }
}
