package dev.sofrito.model;

import dev.sofrito.MissingInputException;
import dev.sofrito.QueryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** What one run reads from the database, noted as it is read. */
final class TracingReader implements Reader {

    private final World world;
    private final Run run;

    TracingReader(World world, Run run) {
        this.world = world;
        this.run = run;
    }

    @Override
    public int get(Slot slot) {
        world.meanwhile();
        try {
            int number = world.input(slot.input()).get(slot.key());
            run.reading(new Read.OfSlot(slot, number));
            return number;
        } catch (MissingInputException e) {
            run.reading(new Read.OfSlot(slot, null));
            throw e;
        }
    }

    @Override
    public @Nullable Integer find(Slot slot) {
        world.meanwhile();
        Integer number = world.input(slot.input()).find(slot.key()).orElse(null);
        run.reading(new Read.OfSlot(slot, number));
        return number;
    }

    @Override
    public Set<Integer> keys(int input) {
        Set<Integer> keys = Set.copyOf(world.input(input).keys());
        run.reading(new Read.OfKeys(input, keys));
        return keys;
    }

    @Override
    public int ask(Cell cell) {
        world.meanwhile();
        int place = run.reading(new Read.OfCell(cell, null));
        try {
            Seen seen = Seen.value(world.query(cell.query()).get(cell.key()));
            run.saw(place, new Read.OfCell(cell, seen));
            world.meanwhile();
            return seen.number();
        } catch (QueryException e) {
            run.saw(place, new Read.OfCell(cell, Seen.failure(e)));
            throw e;
        }
    }

    @Override
    public @Nullable Integer tryAsk(Cell cell) {
        try {
            return ask(cell);
        } catch (QueryException e) {
            return null;
        }
    }

    @Override
    public List<Integer> all(int query, List<Integer> keys) {
        List<Integer> places = new ArrayList<>();
        for (int key : keys) {
            places.add(run.reading(new Read.OfCell(new Cell(query, key), null)));
        }
        Map<Integer, Object> values = world.query(query).getAll(keys);
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            Seen seen = Seen.value(values.get(keys.get(i)));
            run.saw(places.get(i), new Read.OfCell(new Cell(query, keys.get(i)), seen));
            numbers.add(seen.number());
        }
        return numbers;
    }

    @Override
    public int outside() {
        return world.outside;
    }

    @Override
    public List<Integer> fork(Forking how, List<Callable<Integer>> branches) throws Exception {
        return switch (how) {
            case TASK_SCOPE -> Branches.inTaskScope(branches);
            case JDK_SCOPE -> Branches.inJdkScope(branches);
            case FOREIGN -> Branches.onForeignThreads(branches);
        };
    }
}
