package dev.sofrito.snapshots;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.Snapshot;
import dev.sofrito.testing.Garbage;
import dev.sofrito.testing.Trace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A database of many slots and cells, of which a few are edited over and over while snapshots are taken: the measure of
 * what snapshots keep.
 */
final class History {

    /** How many slots are edited; the others never change. */
    static final int HOT = 50;

    /** A snapshot and how many edits it has seen. */
    record Past(Snapshot snapshot, int edits) {}

    private final int cells;
    private final Random random = new Random(7);
    private final Boxes slots = new Boxes();
    private final Boxes values = new Boxes();
    private final Boxes sums = new Boxes();
    private final Trace trace = new Trace();
    private final Database db = Database.create();
    private final Input<Integer, Boxes.Box> in = db.input("in", Integer.class, Boxes.Box.class);
    private final Query<Integer, Boxes.Box> value =
            db.query("value", Integer.class, Boxes.Box.class, trace.of("value", key -> values.make(in.get(key).n)));
    private final Query<Integer, Boxes.Box> sum = db.query("sum", Integer.class, Boxes.Box.class,
            first -> sums.make(value.get(first).n + value.get(first + 1).n));
    private int edits;

    /** Fills all slots and computes all cells. */
    History(int cells) {
        this.cells = cells;
        db.commit(() -> {
            for (int key = 0; key < cells; key++) {
                in.set(key, slots.make(key));
            }
        });
        db.run(() -> {
            for (int key = 0; key < cells; key++) {
                value.get(key);
            }
        });
        trace.taken();
    }

    /** Edits, asks for what the edit reached, and takes a snapshot, so many times. */
    List<Past> grow(int snapshots) {
        List<Past> pasts = new ArrayList<>();
        for (int i = 0; i < snapshots; i++) {
            int key = edits % HOT;
            edits++;
            in.set(key, slots.make(expected(key, edits)));
            assertEquals(expected(key, edits), value.get(key).n);
            pasts.add(new Past(db.snapshot(), edits));
        }
        trace.taken();
        return pasts;
    }

    Snapshot snapshot() {
        return db.snapshot();
    }

    /** Changes a slot in a snapshot alone and gives the new value of its cell there. */
    int mutate(Snapshot snapshot, int key, int n) {
        return snapshot.call(() -> {
            in.set(key, slots.make(n));
            return value.get(key).n;
        });
    }

    /** What a slot holds after so many edits: edit number e, counted from 0, sets slot e % HOT to cells + e. */
    private int expected(int key, int edits) {
        if (key >= HOT || key >= edits) {
            return key;
        }
        int last = edits - 1 - Math.floorMod(edits - 1 - key, HOT);
        return cells + last;
    }

    /** Reads edited and other cells in each of the snapshots; all were cached, so nothing runs. */
    void assertAllRight(List<Past> pasts) {
        for (Past past : pasts) {
            past.snapshot.run(() -> {
                assertRight(past, (past.edits - 1) % HOT);
                assertRight(past, random.nextInt(HOT));
                assertRight(past, random.nextInt(cells));
            });
        }
        trace.assertNothingRan();
    }

    private void assertRight(Past past, int key) {
        int expected = expected(key, past.edits);
        assertEquals(expected, in.get(key).n);
        assertEquals(expected, value.get(key).n);
    }

    /** Has the snapshot compute what the source never did. */
    void assertSumRight(Past past) {
        int first = random.nextInt(HOT - 1);
        assertEquals(expected(first, past.edits) + expected(first + 1, past.edits),
                past.snapshot.call(() -> sum.get(first)).n);
    }

    /** Waits until just those values are reachable that the source or one of the given snapshots can still read. */
    void awaitNothingElseIsKept(List<Past> pasts) {
        Set<Integer> readable = new HashSet<>();
        for (int key = 0; key < HOT; key++) {
            readable.add(expected(key, edits));
            for (Past past : pasts) {
                readable.add(expected(key, past.edits));
            }
        }
        int expected = cells - HOT + readable.size();
        await("slots", slots, expected);
        await("values", values, expected);
    }

    /** Waits until no sum is reachable but those that hold in the source. */
    void assertSumsGone() {
        Garbage.awaitCollected(() -> sums.live() <= HOT);
    }

    private static void await(String what, Boxes boxes, int expected) {
        try {
            Garbage.awaitCollected(() -> boxes.live() <= expected);
        } catch (AssertionError e) {
            throw new AssertionError(boxes.live() + " " + what + " are kept, " + expected + " can be read", e);
        }
        assertEquals(expected, boxes.live(), what);
    }
}
