package dev.sofrito.engine.map;

import static dev.sofrito.engine.map.MapModel.assertHolds;
import static dev.sofrito.engine.map.MapModel.assertSameShape;
import static dev.sofrito.engine.map.MapModel.hash;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.sofrito.engine.map.MapModel.Hashing;
import dev.sofrito.engine.map.MapModel.Key;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A persistent map behaves like a {@link HashMap} copied before every change. */
class PersistentMapModelTest {

    private static final long SEED = 20261123;

    @ParameterizedTest(name = "{0}, seed " + SEED)
    @EnumSource
    void singleChangesGiveWhatAHashMapHoldsAndLeaveOldVersionsAlone(Hashing hashing) {
        Random random = new Random(SEED);
        Map<Key, Integer> model = new HashMap<>();
        PersistentMap<Key, Integer> map = PersistentMap.empty();
        List<Map<Key, Integer>> models = new ArrayList<>();
        List<PersistentMap<Key, Integer>> versions = new ArrayList<>();

        for (int step = 0; step < 3000; step++) {
            Key key = hashing.key(random.nextInt(300));
            // Grows for a while, then shrinks for a while.
            if (random.nextInt(10) < (step / 500 % 2 == 0 ? 7 : 3)) {
                Integer value = step;
                model.put(key, value);
                map = map.with(key, hash(key), value);
            } else {
                model.remove(key);
                map = map.without(key, hash(key));
            }
            assertEquals(model.size(), map.size());
            assertSame(model.get(key), map.get(key, hash(key)));
            assertEquals(model.containsKey(key) ? key : null, map.key(key, hash(key)));
            if (step % 50 == 0) {
                models.add(new HashMap<>(model));
                versions.add(map);
            }
        }

        for (int i = 0; i < versions.size(); i++) {
            assertHolds(models.get(i), versions.get(i));
        }
    }

    @ParameterizedTest(name = "{0}, seed " + SEED)
    @EnumSource
    void aBuilderGivesPreviousValuesAndLeavesEveryMapItBuiltAlone(Hashing hashing) {
        Random random = new Random(SEED);
        Map<Key, Integer> model = new HashMap<>();
        List<Map<Key, Integer>> models = new ArrayList<>();
        List<PersistentMap<Key, Integer>> built = new ArrayList<>();
        PersistentMap.Builder<Key, Integer> builder = PersistentMap.<Key, Integer>empty().edit();

        for (int step = 0; step < 6000; step++) {
            Key key = hashing.key(random.nextInt(400));
            assertSame(model.get(key), builder.get(key));
            if (random.nextInt(10) < (step / 1000 % 2 == 0 ? 7 : 3)) {
                Integer value = step;
                assertSame(model.put(key, value), builder.put(key, hash(key), value));
            } else {
                assertSame(model.remove(key), builder.remove(key, hash(key)));
            }
            assertEquals(model.size(), builder.size());
            if (random.nextInt(100) == 0) {
                PersistentMap<Key, Integer> map = builder.build();
                models.add(new HashMap<>(model));
                built.add(map);
                if (random.nextBoolean()) {
                    builder = map.edit();
                }
            }
        }

        for (int i = 0; i < built.size(); i++) {
            assertHolds(models.get(i), built.get(i));
        }
    }

    @ParameterizedTest(name = "{0}, seed " + SEED)
    @EnumSource
    void mapsOfEqualKeysHaveEqualShapeHoweverTheyWereMade(Hashing hashing) {
        Random random = new Random(SEED);
        for (int size : new int[] {0, 1, 2, 3, 10, 40, 200}) {
            List<Key> all = new ArrayList<>();
            for (int id = 0; id < 2 * size + 5; id++) {
                all.add(hashing.key(id));
            }
            PersistentMap<Key, Integer> grown = PersistentMap.empty();
            for (Key key : all.subList(0, size)) {
                grown = grown.with(key, hash(key), 1);
            }
            Collections.shuffle(all.subList(0, size), random);
            PersistentMap<Key, Integer> shrunk = PersistentMap.empty();
            PersistentMap.Builder<Key, Integer> builder = shrunk.edit();
            for (Key key : all) {
                shrunk = shrunk.with(key, hash(key), 1);
                builder.put(key, hash(key), 1);
            }
            for (Key key : all.subList(size, all.size())) {
                shrunk = shrunk.without(key, hash(key));
                builder.remove(key, hash(key));
            }

            assertSameShape(grown.root, shrunk.root);
            assertSameShape(grown.root, builder.build().root);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aChangeThatChangesNothingGivesTheSameMap(Hashing hashing) {
        PersistentMap<Key, Integer> map = PersistentMap.empty();
        for (int id = 0; id < 100; id++) {
            map = map.with(hashing.key(id), hash(hashing.key(id)), id);
        }
        Key present = hashing.key(50);
        Key absent = hashing.key(1000);
        Integer value = map.get(present);

        assertSame(map, map.with(present, hash(present), value));
        assertSame(map, map.without(absent, hash(absent)));
        assertNull(map.get(absent));
        PersistentMap.Builder<Key, Integer> builder = map.edit();
        builder.put(present, hash(present), value);
        builder.remove(absent, hash(absent));
        assertSame(map, builder.build());
    }

    @ParameterizedTest
    @EnumSource
    void removingEverythingGivesTheEmptyMap(Hashing hashing) {
        PersistentMap<Key, Integer> map = PersistentMap.empty();
        for (int id = 0; id < 100; id++) {
            map = map.with(hashing.key(id), hash(hashing.key(id)), id);
        }
        for (int id = 0; id < 100; id++) {
            map = map.without(hashing.key(id), hash(hashing.key(id)));
        }

        assertSame(PersistentMap.empty(), map);
    }
}
