package dev.sofrito.derived;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.Database;
import dev.sofrito.Durability;
import dev.sofrito.Input;
import dev.sofrito.Keep;
import dev.sofrito.Query;
import dev.sofrito.QueryException;
import dev.sofrito.SingleInput;
import dev.sofrito.TaskScope;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;

/** A commit that reads ahead what the runs after it will read comes by whatever a cell can depend on, or remember. */
@Tag("derived.precise")
class ReadAheadTest {

    /** Long enough to be read ahead, and short enough. */
    private static final int HEIGHT = 20;

    private final Database db = Database.create();
    private final Input<Integer, Integer> slots = db.input("slots", Integer.class, Integer.class);
    private final Input<Integer, Integer> settings =
            db.input("settings", Integer.class, Integer.class, Durability.HIGH);
    private final Query<Integer, Integer> evicted =
            db.query("evicted", Integer.class, Integer.class, n -> slots.find(5000 + n).orElse(1), Keep.atMost(1));
    private final Query<Integer, Integer> failing = db.query("failing", Integer.class, Integer.class, n -> {
        throw new IllegalStateException("no " + n);
    });
    private final Query<Integer, Integer> wide = db.query("wide", Integer.class, Integer.class,
            n -> IntStream.range(1000, 1100).map(i -> slots.find(i).orElse(0)).sum());
    private int runs;
    private final Query<Integer, Integer> tower = db.query("tower", Integer.class, Integer.class, this::floor);

    private int floor(int n) {
        runs++;
        int below = n == 0 ? slots.get(0) : this.tower.get(n - 1);
        return below + switch (n % 6) {
            case 0 -> evicted.get(n);
            case 1 -> settings.find(n).orElse(1);
            case 2 -> slots.keys().isEmpty() ? 0 : 1;
            case 3 -> subtasks(n);
            case 4 -> failed(n);
            default -> IntStream.range(0, 20).map(i -> slots.find(100 * n + i).orElse(0)).sum() + wide.get(0) + 1;
        };
    }

    private int subtasks(int n) {
        try (var scope = TaskScope.open()) {
            var one = scope.fork(() -> slots.find(-1000 - n).orElse(0));
            var other = scope.fork(() -> evicted.get(-n));
            scope.join();
            return one.get() + other.get();
        }
    }

    private int failed(int n) {
        try {
            return failing.get(n);
        } catch (QueryException e) {
            return 1;
        }
    }

    @OnEachCaller
    void whateverIsReadAheadIsThereOrNot(Caller caller) throws Exception {
        slots.set(0, 0);
        for (int edit = 0; edit < 3; edit++) {
            slots.set(0, edit);
            int expected = edit + HEIGHT;
            caller.run(() -> assertEquals(expected, tower.get(HEIGHT - 1)));
            assertEquals(HEIGHT, runs);
            runs = 0;
        }
    }

    /** Each cell of a floor reads all of the floor below: many ways lead to one cell, and few or many cells to all. */
    @OnEachCaller
    void latticesOfSizesAboutThoseThatAreReadAhead(Caller caller) throws Exception {
        for (int width : new int[] {1, 2, 3, 8, 9, 13}) {
            for (int height : new int[] {1, 2, 4, 6, 11, 12, 13, 16, 31, 32, 33}) {
                try (Lattice lattice = new Lattice(width, height)) {
                    for (int edit = 0; edit < 3; edit++) {
                        lattice.slot.set(edit);
                        caller.run(() -> assertEquals(lattice.expected(), lattice.floors.get(height * width)));
                        assertEquals(width * height + 1, lattice.runs, width + " wide, " + height + " high");
                        lattice.runs = 0;
                    }
                }
            }
        }
    }

    private static final class Lattice implements AutoCloseable {
        /** So that an edit changes every value. */
        private static final int PRIME = 1_000_003;

        final int width;
        final int height;
        final Database db = Database.create();
        final SingleInput<Integer> slot = db.single("slot", Integer.class);
        final Query<Integer, Long> floors = db.query("floors", Integer.class, Long.class, this::cell);
        int runs;

        Lattice(int width, int height) {
            this.width = width;
            this.height = height;
        }

        private long cell(int n) {
            runs++;
            int below = (n / width - 1) * width;
            return below < 0
                    ? slot.get()
                    : IntStream.range(below, below + width).mapToLong(floors::get).sum() % PRIME + 1;
        }

        long expected() {
            long value = slot.get();
            for (int i = 0; i < height; i++) {
                value = width * value % PRIME + 1;
            }
            return value;
        }

        @Override
        public void close() {
            db.close();
        }
    }
}
