package dev.sofrito.inputs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.Revision;
import dev.sofrito.Snapshot;
import dev.sofrito.testing.Caller;
import dev.sofrito.testing.Gate;
import dev.sofrito.testing.OnEachCaller;
import dev.sofrito.testing.Running;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** No observer, of whatever kind, sees a part of a batch. */
@Tag("input.batch")
@Timeout(60)
class BatchAtomicityTest {

    private static final int ACCOUNTS = 8;
    private static final int SUM = 800;

    private final Database db = Database.create();
    private final Input<Integer, Integer> even = db.input("even", Integer.class, Integer.class);
    private final Input<Integer, Integer> odd = db.input("odd", Integer.class, Integer.class);
    private final Query<Integer, Integer> balance = db.query("balance", this::read);
    private final Query<String, Integer> total = db.query("total", _ -> {
        int sum = 0;
        for (int i = 0; i < ACCOUNTS; i++) {
            sum += balance.get(i);
        }
        return sum;
    });

    private Input<Integer, Integer> of(int account) {
        return account % 2 == 0 ? even : odd;
    }

    private int read(int account) {
        return of(account).find(account).orElse(0);
    }

    private void write(int account, int balance) {
        if (balance == 0) {
            of(account).remove(account);
        } else {
            of(account).set(account, balance);
        }
    }

    private void open() {
        db.commit(() -> {
            for (int i = 0; i < ACCOUNTS; i++) {
                write(i, SUM / ACCOUNTS);
            }
        });
    }

    private void transfer(int from, int to, int amount) {
        db.commit(() -> {
            write(from, read(from) - amount);
            write(to, read(to) + amount);
        });
    }

    private int sumOfReads() {
        int sum = 0;
        for (int i = 0; i < ACCOUNTS; i++) {
            sum += read(i);
        }
        return sum;
    }

    @OnEachCaller
    void theSumOverSlotsStaysWhileTransfersGoOn(Caller caller) throws Exception {
        open();
        AtomicBoolean done = new AtomicBoolean();
        List<Running<?>> all = new ArrayList<>();
        for (int t = 0; t < 2; t++) {
            int step = t + 1;
            all.add(caller.start(() -> {
                for (int i = 0; i < 400; i++) {
                    transfer(i % ACCOUNTS, (i + step) % ACCOUNTS, i % 3 == 0 ? read(i % ACCOUNTS) : 1);
                }
            }));
        }
        Running<Void> direct = caller.start(() -> {
            do {
                assertEquals(SUM, db.<Integer, RuntimeException>call(this::sumOfReads));
                Thread.yield();    // virtual threads are not time-sliced
            } while (!done.get());
        });
        Running<Void> derived = caller.start(() -> {
            do {
                assertEquals(SUM, total.get(""));
                Thread.yield();    // virtual threads are not time-sliced
            } while (!done.get());
        });
        Running<Void> snapshots = caller.start(() -> {
            do {
                try (Snapshot snapshot = db.snapshot()) {
                    assertEquals(SUM, snapshot.<Integer, RuntimeException>call(this::sumOfReads));
                    assertEquals(SUM, snapshot.<Integer, RuntimeException>call(() -> total.get("")));
                }
                Thread.yield();    // virtual threads are not time-sliced
            } while (!done.get());
        });
        try {
            for (Running<?> writer : all) {
                writer.join();
            }
        } finally {
            done.set(true);
        }
        direct.join();
        derived.join();
        snapshots.join();
        assertEquals(SUM, total.get(""));
    }

    @OnEachCaller
    void whatABatchHasStagedIsSeenByNobodyBeforeItEnds(Caller caller) throws Exception {
        open();
        assertEquals(SUM, total.get(""));
        Revision before = db.revision();
        Gate staged = new Gate();
        Running<Revision> batch = caller.startCall(() -> db.commit(() -> {
            odd.remove(1);
            even.set(0, 150);
            even.set(100, 1);
            staged.pass();
        }));
        staged.awaitReached();
        for (Caller other : Caller.values()) {
            other.run(() -> {
                assertEquals(before, db.revision());
                assertEquals(100, even.get(0));
                assertEquals(Optional.of(100), odd.find(1));
                assertEquals(Set.of(0, 2, 4, 6), even.keys());
                assertEquals(SUM, total.get(""));
                assertEquals(100, balance.get(1));
                try (Snapshot snapshot = db.snapshot()) {
                    assertEquals(SUM, snapshot.<Integer, RuntimeException>call(this::sumOfReads));
                }
            });
        }
        staged.open();
        Revision after = batch.result();
        assertTrue(after.compareTo(before) > 0);
        assertEquals(after, db.revision());
        assertEquals(150, even.get(0));
        assertEquals(Optional.empty(), odd.find(1));
        assertEquals(Set.of(0, 2, 4, 6, 100), even.keys());
        assertEquals(SUM - 50, total.get(""));
    }

    @OnEachCaller
    void theThreadsThatABatchStartsDoNotSeeWhatItStages(Caller caller) throws Exception {
        open();
        caller.run(() -> db.commit(() -> {
            even.set(0, 1);
            Running<Void> stranger = Caller.VIRTUAL.start(() -> assertEquals(100, even.get(0)));
            stranger.uncheckedJoin();
        }));
        assertEquals(1, even.get(0));
    }
}
