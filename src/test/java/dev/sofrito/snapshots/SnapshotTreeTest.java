package dev.sofrito.snapshots;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.Revision;
import dev.sofrito.Snapshot;
import dev.sofrito.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Snapshots of snapshots, of different revisions, live side by side and in any order. */
@Tag("snap.many")
@Timeout(60)
class SnapshotTreeTest {

    private final Corpus corpus = new Corpus();

    @Test
    void aSnapshotOfASnapshotUsesWhatWasCachedThere() {
        corpus.text.set("a", "one two");
        corpus.total(corpus.db);
        Snapshot parent = corpus.db.snapshot();
        corpus.text.set("a", "one");
        corpus.total(corpus.db);
        corpus.trace.taken();
        Snapshot child = parent.snapshot();
        Revision revision = parent.revision();

        assertEquals(revision, child.revision());
        assertEquals(2, corpus.total(child));
        corpus.trace.assertNothingRan();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aChildOutlivesItsParent(boolean parentMutated) {
        corpus.text.set("a", "one two");
        Snapshot parent = corpus.db.snapshot();
        int expected = 2;
        if (parentMutated) {
            corpus.set(parent, "a", "one two three");
            expected = 3;
        }
        corpus.total(parent);
        Snapshot child = parent.snapshot();
        Snapshot mutated = parent.snapshot();
        corpus.set(mutated, "b", "one");
        corpus.text.set("a", "one");
        corpus.total(corpus.db);
        parent.close();
        corpus.trace.taken();

        assertEquals(expected, corpus.total(child));
        assertEquals(expected, corpus.words(mutated, "a"));
        corpus.trace.assertNothingRan();
        assertEquals(expected + 1, corpus.total(mutated));
        corpus.trace.assertRan("total(all)", "words(b)");
        assertEquals(expected, corpus.total(child.snapshot()));
        corpus.trace.assertNothingRan();
    }

    @Test
    void aChildOfAMutatedSnapshotUsesWhatThatComputed() {
        corpus.text.set("a", "one two");
        corpus.total(corpus.db);
        Snapshot parent = corpus.db.snapshot();
        corpus.set(parent, "a", "one two three");
        assertEquals(3, corpus.total(parent));
        Snapshot child = parent.snapshot();
        corpus.set(parent, "a", "");
        assertEquals(0, corpus.total(parent));
        corpus.trace.taken();

        assertEquals(3, corpus.total(child));
        assertEquals(3, corpus.words(child, "a"));
        assertEquals(2, corpus.total(corpus.db));
        corpus.trace.assertNothingRan();
    }

    @Test
    void aChainOfSnapshotsHundredsDeepWorks() {
        corpus.text.set("a", "");
        List<Snapshot> chain = new ArrayList<>(List.of(corpus.db.snapshot()));
        for (int i = 1; i < 300; i++) {
            corpus.set(chain.getLast(), "a", "w ".repeat(i));
            chain.add(chain.getLast().snapshot());
        }
        for (int i = 0; i < 299; i += 2) {
            chain.get(i).close();
        }
        for (int i = 1; i < 299; i += 2) {
            assertEquals(i + 1, corpus.words(chain.get(i), "a"));
        }
        assertEquals(0, corpus.words(corpus.db, "a"));
    }

    @Test
    void mutatedSnapshotsMayBeNestedDeeperThanAStackIs() {
        corpus.text.set("a", "one two");
        corpus.total(corpus.db);
        List<Snapshot> chain = new ArrayList<>(List.of(corpus.db.snapshot()));
        for (int i = 0; i < 5000; i++) {
            int number = i;
            chain.getLast().commit(() -> corpus.text.set("b", "w ".repeat(number % 9)));
            chain.add(chain.getLast().snapshot());
        }
        corpus.trace.taken();
        assertEquals(2, corpus.words(chain.getLast(), "a"));
        corpus.trace.assertNothingRan();
        assertEquals(2 + 4999 % 9, corpus.total(chain.getLast()));
        corpus.trace.assertRan("total(all)", "words(b)");
        chain.forEach(Snapshot::close);
    }

    /** A view and what it must hold. */
    private record Modelled(View view, TreeMap<String, String> texts) {}

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
    void randomTreesOfMutatedViewsAgreeWithPlainMaps(long seed) {
        Random random = new Random(seed);
        List<Modelled> views = new ArrayList<>(List.of(new Modelled(corpus.db, new TreeMap<>())));
        for (int step = 0; step < 400; step++) {
            int chosen = random.nextInt(views.size());
            Modelled target = views.get(chosen);
            switch (random.nextInt(8)) {
                case 0 -> views.add(new Modelled(target.view.snapshot(), new TreeMap<>(target.texts)));
                case 1 -> {
                    if (target.view instanceof Snapshot snapshot) {
                        snapshot.close();
                        views.remove(chosen);
                    }
                }
                case 2, 3, 4 -> target.view.run(() -> mutate(target, random));
                case 5 -> target.view.commit(() -> {
                    mutate(target, random);
                    mutate(target, random);
                });
                default -> assertHolds(target, seed, step);
            }
        }
        for (Modelled target : views) {
            assertHolds(target, seed, 400);
        }
        corpus.trace.taken();
        for (Modelled target : views) {
            assertHolds(target, seed, 401);
        }
        corpus.trace.assertNothingRan();
    }

    private void mutate(Modelled target, Random random) {
        String file = String.valueOf((char) ('a' + random.nextInt(6)));
        if (random.nextInt(3) == 0) {
            corpus.text.remove(file);
            target.texts.remove(file);
        } else {
            String text = "w ".repeat(random.nextInt(5));
            corpus.text.set(file, text);
            target.texts.put(file, text);
        }
    }

    private void assertHolds(Modelled target, long seed, int step) {
        String where = "seed " + seed + ", step " + step;
        int total = 0;
        for (Map.Entry<String, String> text : target.texts.entrySet()) {
            int words = Corpus.count(text.getValue());
            total += words;
            assertEquals(words, corpus.words(target.view, text.getKey()), where);
        }
        assertEquals(target.texts.keySet(), target.view.call(() -> corpus.text.keys()), where);
        assertEquals(total, corpus.total(target.view), where);
    }
}
