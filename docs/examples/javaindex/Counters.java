package javaindex;

import dev.sofrito.Database;
import dev.sofrito.Equality;
import dev.sofrito.Query;
import dev.sofrito.QueryFunction;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts, query by query, how often its function ran, and how often an equal value ended the matter there. */
public final class Counters {

    /** What happened since the last look; a cut off is a run, too. */
    public record Count(long runs, long cutOffs) {
        @Override
        public String toString() {
            return cutOffs == 0 ? Long.toString(runs) : runs + " (" + cutOffs + ")";
        }
    }

    private record Counter(LongAdder runs, LongAdder cutOffs) {}

    private final Map<String, Counter> counters = new LinkedHashMap<>();

    /** Defines a query that is counted. */
    <K, V> Query<K, V> query(Database db, String name, QueryFunction<K, V> function) {
        var counter = new Counter(new LongAdder(), new LongAdder());
        counters.put(name, counter);
        return db.query(name, key -> {
            counter.runs.increment();
            return function.compute(key);
        }, Equality.<V>of((before, after) -> {
            boolean same = before.equals(after);
            if (same) {
                counter.cutOffs.increment();
            }
            return same;
        }));
    }

    long runs(String query) {
        return counters.get(query).runs.sum();
    }

    /** The counts by query since they were last taken, all queries in order of definition. */
    public Map<String, Count> take() {
        var counts = new LinkedHashMap<String, Count>();
        counters.forEach((name, c) -> counts.put(name, new Count(c.runs.sumThenReset(), c.cutOffs.sumThenReset())));
        return counts;
    }
}
