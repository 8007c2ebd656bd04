package dev.sofrito.snapshots;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sofrito.Database;
import dev.sofrito.Durability;
import dev.sofrito.Input;
import dev.sofrito.MissingInputException;
import dev.sofrito.Query;
import dev.sofrito.QueryException;
import dev.sofrito.Revision;
import dev.sofrito.SingleInput;
import dev.sofrito.Snapshot;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A snapshot reads every input as the source had it. */
@Tag("snap.frozen")
@Timeout(60)
class SnapshotFrozenTest {

    @OnEachCaller
    void everyKindOfReadStaysAsItWas(Caller caller) throws Exception {
        try (Database db = Database.create()) {
            Input<String, String> text = db.input("text", String.class, String.class);
            SingleInput<String> title = db.single("title", String.class);
            text.set("changed", "old");
            text.set("removed", "there");
            title.set("old title");
            try (Snapshot snapshot = db.snapshot()) {
                text.set("changed", "new");
                text.remove("removed");
                text.set("added", "late");
                title.set("new title");

                caller.run(() -> snapshot.run(() -> {
                    assertEquals("old", text.get("changed"));
                    assertEquals(Optional.of("there"), text.find("removed"));
                    assertEquals(Optional.empty(), text.find("added"));
                    assertThrows(MissingInputException.class, () -> text.get("added"));
                    assertEquals(Set.of("changed", "removed"), text.keys());
                    assertEquals("old title", title.get());
                    assertEquals(Optional.of("old title"), title.find());
                }));
                assertEquals(Set.of("changed", "added"), text.keys());
                assertEquals("new title", title.get());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void queriesReadTheOldStateWhateverTheDurability(Durability durability) {
        try (Database db = Database.create()) {
            Input<String, Integer> in = db.input("in", String.class, Integer.class, durability);
            Query<String, Integer> copy = db.query("copy", String.class, Integer.class, in::get);
            Query<String, Set<String>> names = db.query("names", ignored -> in.keys());
            Query<String, Boolean> present = db.query("present", key -> in.find(key).isPresent());
            in.set("a", 1);
            in.set("b", 1);
            try (Snapshot snapshot = db.snapshot()) {
                in.set("a", 2);
                in.remove("b");
                in.set("c", 2);
                assertEquals(2, copy.get("a"));
                assertEquals(Set.of("a", "c"), names.get("all"));

                snapshot.run(() -> {
                    assertEquals(1, copy.get("a"));
                    assertEquals(1, copy.get("b"));
                    assertEquals(Set.of("a", "b"), names.get("all"));
                    assertEquals(true, present.get("b"));
                    assertEquals(false, present.get("c"));
                    QueryException missing = assertThrows(QueryException.class, () -> copy.get("c"));
                    assertEquals(MissingInputException.class, missing.getCause().getClass());
                });
                assertEquals(false, present.get("b"));
                assertEquals(true, present.get("c"));
            }
        }
    }

    @Test
    void itsRevisionIsTheSourcesAndStays() {
        try (Corpus corpus = new Corpus()) {
            Revision taken = corpus.text.set("a", "one");
            try (Snapshot snapshot = corpus.db.snapshot()) {
                assertEquals(taken, snapshot.revision());
                corpus.text.set("a", "two");
                assertEquals(taken, snapshot.revision());
                assertEquals(taken, snapshot.call(snapshot::revision));
            }
        }
    }

    @Test
    void aSnapshotOfNothingStaysEmpty() {
        try (Corpus corpus = new Corpus();
                Snapshot snapshot = corpus.db.snapshot()) {
            corpus.text.set("a", "one two");
            assertEquals(Set.of(), snapshot.call(() -> corpus.text.keys()));
            assertEquals(0, corpus.total(snapshot));
            assertEquals(2, corpus.total(corpus.db));
        }
    }

    @Test
    void whatIsDefinedLaterIsEmptyInIt() {
        try (Corpus corpus = new Corpus();
                Snapshot snapshot = corpus.db.snapshot()) {
            Input<String, Integer> later = corpus.db.input("later", String.class, Integer.class);
            Query<String, Integer> sum = corpus.db.query("sum", String.class, Integer.class,
                    ignored -> later.keys().stream().mapToInt(later::get).sum());
            later.set("x", 5);
            assertEquals(5, sum.get("all"));
            assertEquals(0, snapshot.call(() -> sum.get("all")));
            assertEquals(Optional.empty(), snapshot.call(() -> later.find("x")));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void thousandsOfEditsLaterEverySlotReadsAsItDid(long seed) {
        Random random = new Random(seed);
        try (Database db = Database.create()) {
            Input<Integer, Integer> in = db.input("in", Integer.class, Integer.class);
            Map<Integer, Integer> model = new HashMap<>();
            edit(in, model, random);
            Map<Integer, Integer> then = Map.copyOf(model);
            try (Snapshot snapshot = db.snapshot()) {
                edit(in, model, random);
                snapshot.run(() -> assertHolds(then, in));
                assertHolds(model, in);
            }
        }
    }

    private static void edit(Input<Integer, Integer> in, Map<Integer, Integer> model, Random random) {
        for (int i = 0; i < 3000; i++) {
            int key = random.nextInt(1000);
            if (random.nextInt(4) == 0) {
                in.remove(key);
                model.remove(key);
            } else {
                in.set(key, i);
                model.put(key, i);
            }
        }
    }

    private static void assertHolds(Map<Integer, Integer> expected, Input<Integer, Integer> in) {
        assertEquals(expected.keySet(), in.keys());
        for (int key = 0; key < 1000; key++) {
            assertEquals(Optional.ofNullable(expected.get(key)), in.find(key));
        }
    }
}
