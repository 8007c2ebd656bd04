package dev.sofrito.model;

import dev.sofrito.Database;
import dev.sofrito.Keep;
import dev.sofrito.Query;
import dev.sofrito.QueryOption;
import dev.sofrito.Untracked;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A database made to a {@link Definition}, whose runs are recorded. */
final class World implements AutoCloseable {

    final Definition definition;
    final Database database = Database.create();
    final Runs runs = new Runs();
    /** What untracked queries read; set by the test between requests. */
    volatile int outside;

    private final Runnable meanwhile;
    private final List<Slots> inputs = new ArrayList<>();
    private final List<Query<Integer, Object>> queries = new ArrayList<>();

    /** A world in whose runs nothing else happens. */
    World(Definition definition) {
        this(definition, () -> {});
    }

    World(Definition definition, Runnable meanwhile) {
        this.meanwhile = meanwhile;
        this.definition = definition;
        for (InputSpec spec : definition.inputs()) {
            inputs.add(Slots.define(database, "i" + inputs.size(), spec));
        }
        for (QuerySpec spec : definition.queries()) {
            int query = queries.size();
            queries.add(database.query("q" + query, Integer.class, Object.class, key -> compute(new Cell(query, key)),
                    options(spec)));
        }
    }

    Slots input(int index) {
        return inputs.get(index);
    }

    Query<Integer, Object> query(int index) {
        return queries.get(index);
    }

    /** What happens in the middle of a run: before it reads a slot, before it asks for a cell, and after that. */
    void meanwhile() {
        meanwhile.run();
    }

    private static QueryOption[] options(QuerySpec spec) {
        List<QueryOption> options = new ArrayList<>(List.of(spec.sameness().equality, spec.failures()));
        if (spec.untracked()) {
            options.add(Untracked.INSTANCE);
        }
        if (spec.forgetful()) {
            options.add(Keep.atMost(spec.keep()));
        }
        return options.toArray(new QueryOption[0]);
    }

    private @Nullable Object compute(Cell cell) throws Exception {
        Run run = runs.begin(cell, database.revision());
        try {
            int acc = Interpreter.run(definition, cell, new TracingReader(this, run));
            int number = Math.floorMod(acc, definition.query(cell).range());
            run.succeed(number);
            return definition.query(cell).sameness().encode(number, acc);
        } catch (NullResult nothing) {
            run.fail(nothing);
            return null;
        } catch (Exception e) {
            run.fail(e);
            throw e;
        } finally {
            runs.end(run);
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
