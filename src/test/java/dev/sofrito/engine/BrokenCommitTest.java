package dev.sofrito.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.Revision;
import dev.sofrito.Snapshot;
import dev.sofrito.engine.Hooks.Point;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is thrown while a mutation is applied: before its commit begins to close memos, and after that. */
@Tag("input.batch")
@Tag("rev.linearizable")
@Timeout(60)
class BrokenCommitTest {

    private final Database db = Database.create();
    private final Input<Integer, Integer> number = db.input("number", Integer.class, Integer.class);
    private final Query<Integer, Integer> twice =
            db.query("twice", Integer.class, Integer.class, key -> 2 * number.get(key));
    private final Query<Integer, Integer> more =
            db.query("more", Integer.class, Integer.class, key -> 1 + twice.get(key));

    @AfterEach
    void unhook() {
        Hooks.install(null);
    }

    /** A key whose {@code equals} fails while it is told to. */
    private static final class Fragile {

        private final int id;
        private boolean breaks;

        Fragile(int id) {
            this.id = id;
        }

        @Override
        public boolean equals(Object other) {
            if (breaks) {
                throw new UnsupportedOperationException("equals");
            }
            return other instanceof Fragile fragile && fragile.id == id;
        }

        @Override
        public int hashCode() {
            return id;
        }
    }

    /** An absent slot that was read is known to nobody but its node, so that is what the key is compared with. */
    @Test
    void aKeyWhoseEqualsThrowsIsRefusedWithoutAnEffect() {
        Input<Fragile, Integer> fragile = db.input("fragile", Fragile.class, Integer.class);
        Query<Fragile, Integer> orZero =
                db.query("orZero", Fragile.class, Integer.class, key -> fragile.find(key).orElse(0));
        Fragile read = new Fragile(1);
        assertEquals(0, orZero.get(read));
        number.set(1, 1);
        assertEquals(3, more.get(1));
        Revision before = db.revision();

        read.breaks = true;
        assertThrows(UnsupportedOperationException.class, () -> db.commit(() -> {
            number.set(1, 10);
            fragile.set(new Fragile(1), 1);
        }));
        read.breaks = false;

        assertEquals(before, db.revision());
        assertEquals(3, more.get(1));
        number.set(2, 2);
        Query<Integer, Integer> anew = db.query("anew", Integer.class, Integer.class, number::get);
        assertEquals(1, anew.get(1));
        assertEquals(3, more.get(1));
        assertEquals(0, orZero.get(read));
        fragile.set(new Fragile(1), 2);
        assertEquals(2, orZero.get(read));
        fragile.set(new Fragile(1), 3);
        assertEquals(3, orZero.get(read));
    }

    @ParameterizedTest
    @EnumSource(names = {"ANNOUNCED", "SLOTS_CLOSED", "TURNING", "WALKED"})
    void aViewWhoseCommitBreaksOffSaysSoAndSnapshotsStayGood(Point where) {
        number.set(1, 1);
        number.set(2, 2);
        assertEquals(3, more.get(1));
        try (Snapshot old = db.snapshot(); Snapshot parted = db.snapshot()) {
            parted.run(() -> number.set(2, 20));
            Error lack = new OutOfMemoryError("made up");
            breakAt(where, lack);
            assertSame(lack, assertThrows(OutOfMemoryError.class, () -> number.set(1, 10)));
            Hooks.install(null);

            assertSaysWhy(lack, () -> more.get(1));
            assertSaysWhy(lack, () -> number.get(1));
            assertSaysWhy(lack, () -> number.set(1, 10));
            assertSaysWhy(lack, () -> db.commit(() -> number.set(2, 10)));
            assertSaysWhy(lack, db::snapshot);
            assertSaysWhy(lack, db::revision);

            assertEquals(3, old.call(() -> more.get(1)));
            assertEquals(5, old.call(() -> more.get(2)));
            assertEquals(41, parted.call(() -> more.get(2)));
            old.run(() -> number.set(1, 7));
            assertEquals(15, old.call(() -> more.get(1)));
        }
        db.close();
        assertThrows(IllegalStateException.class, () -> more.get(1));
    }

    @Test
    void aSnapshotWhoseFirstCommitBreaksOffIsAsItWas() {
        number.set(1, 1);
        try (Snapshot snapshot = db.snapshot()) {
            breakAt(Point.ANNOUNCED, new OutOfMemoryError("made up"));
            assertThrows(OutOfMemoryError.class, () -> snapshot.run(() -> number.set(1, 2)));
            Hooks.install(null);

            assertEquals(3, snapshot.call(() -> more.get(1)));
            snapshot.run(() -> number.set(1, 3));
            assertEquals(7, snapshot.call(() -> more.get(1)));
        }
        assertEquals(3, more.get(1));
    }

    private static void breakAt(Point where, Error error) {
        Hooks.install((point, what) -> {
            if (point == where) {
                throw error;
            }
        });
    }

    private static void assertSaysWhy(Throwable why, Executable call) {
        IllegalStateException e = assertThrows(IllegalStateException.class, call);
        assertSame(why, e.getCause());
        assertTrue(e.getMessage().contains("the database can't go on: a commit broke off"), e.getMessage());
    }
}
