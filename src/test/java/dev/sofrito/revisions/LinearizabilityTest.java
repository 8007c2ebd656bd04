package dev.sofrito.revisions;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.Revision;
import dev.sofrito.Snapshot;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** What threads get from a view is what some order of their operations, one at a time, would have given them. */
@Tag("rev.linearizable")
@Timeout(120)
class LinearizabilityTest {

    private static final int HISTORIES = 250;
    private static final int THREADS = 3;
    private static final int OPERATIONS = 5;
    private static final List<String> SLOTS = List.of("x", "y");

    /** A view as the specification has it: a revision and what the slots hold. */
    private record State(long revision, Map<String, Integer> slots) {

        Optional<State> read(boolean asExpected) {
            return asExpected ? Optional.of(this) : Optional.empty();
        }

        /** After a mutation to the slots given, which returned the revision given. */
        Optional<State> to(Map<String, Integer> after, Revision returned) {
            boolean right = after.equals(slots) ? returned.number() == revision : returned.number() > revision;
            return right ? Optional.of(new State(returned.number(), after)) : Optional.empty();
        }

        Map<String, Integer> with(String slot, int value) {
            Map<String, Integer> after = new HashMap<>(slots);
            after.put(slot, value);
            return Map.copyOf(after);
        }

        Map<String, Integer> without(String slot) {
            Map<String, Integer> after = new HashMap<>(slots);
            after.remove(slot);
            return Map.copyOf(after);
        }

        int sum() {
            return slots.getOrDefault("x", 0) + slots.getOrDefault("y", 0);
        }
    }

    private record Counted(int value, Revision revision) {}

    private record Block(Revision revision, Optional<Integer> x, int sum, Optional<Integer> xAgain) {}

    private final Database db = Database.create();
    private final Input<String, Integer> input = db.input("input", String.class, Integer.class);
    private final Query<String, Integer> half = db.query("half", s -> input.find(s).orElse(0));
    private final Query<String, Integer> sum = db.query("sum", _ -> half.get("x") + half.get("y"));

    /** Does something at random. */
    private void operate(History<State> history, Random random) throws Exception {
        String slot = SLOTS.get(random.nextInt(2));
        int value = random.nextInt(3);
        switch (random.nextInt(11)) {
            case 0, 1 -> history.perform("set " + slot + " " + value, () -> input.set(slot, value),
                    (state, r) -> state.to(state.with(slot, value), r));
            case 2 -> history.perform("remove " + slot, () -> input.remove(slot),
                    (state, r) -> state.to(state.without(slot), r));
            case 3 -> history.perform("commit " + value, () -> db.commit(() -> {
                input.set("x", value);
                input.set("y", 2 - value);
            }), (state, r) -> state.to(Map.of("x", value, "y", 2 - value), r));
            case 4 -> history.perform("increment " + slot, () -> increment(slot),
                    (state, r) -> state.slots().getOrDefault(slot, 0) + 1 == r.value()
                            ? state.to(state.with(slot, r.value()), r.revision()) : Optional.empty());
            case 5 -> history.perform("find " + slot, () -> input.find(slot),
                    (state, r) -> state.read(r.equals(Optional.ofNullable(state.slots().get(slot)))));
            case 6 -> history.perform("keys", input::keys,
                    (state, r) -> state.read(r.equals(state.slots().keySet())));
            case 7 -> history.perform("revision", db::revision,
                    (state, r) -> state.read(r.number() == state.revision()));
            case 8 -> history.perform("sum", () -> sum.get(""), (state, r) -> state.read(r == state.sum()));
            case 9 -> history.perform("block", this::block, (state, r) -> state.read(
                    r.revision().number() == state.revision() && r.sum() == state.sum() && r.x().equals(r.xAgain())
                            && r.x().equals(Optional.ofNullable(state.slots().get("x")))));
            default -> snapshot(history);
        }
    }

    private Counted increment(String slot) {
        int[] made = new int[1];
        Revision revision = db.commit(() -> {
            made[0] = input.find(slot).orElse(0) + 1;
            input.set(slot, made[0]);
        });
        return new Counted(made[0], revision);
    }

    private Block block() {
        return db.call(() -> new Block(db.revision(), input.find("x"), sum.get(""), input.find("x")));
    }

    /** A snapshot takes effect while it is taken; its reads come later, and tell what it holds. */
    private void snapshot(History<State> history) throws Exception {
        long call = history.tick();
        Snapshot snapshot = db.snapshot();
        long end = history.tick();
        Thread.yield();
        Set<String> keys = snapshot.<Set<String>, RuntimeException>call(input::keys);
        Map<String, Integer> held = snapshot.<Map<String, Integer>, RuntimeException>call(() -> {
            Map<String, Integer> slots = new HashMap<>();
            SLOTS.forEach(s -> input.find(s).ifPresent(value -> slots.put(s, value)));
            return slots;
        });
        int total = snapshot.<Integer, RuntimeException>call(() -> sum.get(""));
        snapshot.close();
        history.record("snapshot = " + keys + " " + held + " " + total, call, end, state -> state.read(
                keys.equals(state.slots().keySet()) && held.equals(state.slots()) && total == state.sum()));
    }

    @OnEachCaller
    void smallRandomHistoriesAreLinearizable(Caller caller) throws Exception {
        for (int seed = 1; seed <= HISTORIES; seed++) {
            db.commit(() -> SLOTS.forEach(input::remove));
            State initial = new State(db.revision().number(), Map.of());
            History<State> history = new History<>();
            CyclicBarrier start = new CyclicBarrier(THREADS);
            List<Running<?>> threads = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                Random random = new Random(1_000L * seed + t);
                threads.add(caller.start(() -> {
                    start.await();
                    for (int i = 0; i < OPERATIONS; i++) {
                        operate(history, random);
                    }
                }));
            }
            for (Running<?> thread : threads) {
                thread.join();
            }
            assertTrue(history.isLinearizable(initial), "seed " + seed + ", from " + initial + history);
        }
    }
}
