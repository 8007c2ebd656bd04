package dev.sofrito.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sofrito.Database;
import dev.sofrito.Query;
import dev.sofrito.engine.Hooks.Point;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Dead lists give the youngest first, and are so shaped that each step is short. */
class DeadMemoTest {

    private static final int MEMOS = 100_000;

    /** In which order memos come that began to hold at a revision. */
    enum Order {
        ALL_AT_ONE(i -> 7),
        OLDEST_FIRST(i -> i),
        YOUNGEST_FIRST(i -> MEMOS - i),
        MIXED(i -> i * 0x9E3779B97F4A7C15L >>> 40);

        private final LongUnaryOperator from;

        Order(LongUnaryOperator from) {
            this.from = from;
        }
    }

    private final Cell cell = cell();

    private static Cell cell() {
        AtomicReference<@Nullable Cell> made = new AtomicReference<>();
        Hooks.install((at, where) -> {
            if (at == Point.CLAIMED) {
                made.set((Cell) where);
            }
        });
        try (Database db = Database.create()) {
            Query<Integer, Integer> query = db.query("query", Integer.class, Integer.class, key -> key);
            query.get(1);
        }
        return Objects.requireNonNull(made.get());
    }

    @AfterEach
    void removeHook() {
        Hooks.install(null);
    }

    private DeadMemo dead(long from) {
        return new DeadMemo(cell, new Memo("value", Reads.NONE, Memo.flags(0, null), from, from, from + 1));
    }

    @ParameterizedTest
    @EnumSource
    void eachStepIsLogarithmicWhateverTheOrder(Order order) {
        DeadMemo heap = null;
        List<Long> expected = new ArrayList<>();
        for (int i = 0; i < MEMOS; i++) {
            long from = order.from.applyAsLong(i);
            heap = DeadMemo.meld(heap, dead(from));
            expected.add(from);
        }
        expected.sort(Collections.reverseOrder());
        check(heap, MEMOS);

        List<DeadMemo> taken = new ArrayList<>();
        heap = DeadMemo.takeYounger(heap, -1, MEMOS / 2, taken);
        check(heap, MEMOS - MEMOS / 2);
        assertNull(DeadMemo.takeYounger(heap, -1, MEMOS, taken));
        assertEquals(expected, taken.stream().map(dead -> dead.memo.from).toList());
    }

    @Test
    void whatIsNotYoungerThanTheBoundStays() {
        Random random = new Random(1);
        for (int round = 0; round < 200; round++) {
            List<Long> expected = new ArrayList<>();
            DeadMemo heap = null;
            for (int half = 0; half < 2; half++) {
                DeadMemo other = null;
                for (long from : LongStream.generate(() -> random.nextLong(20)).limit(random.nextInt(40)).toArray()) {
                    other = DeadMemo.meld(dead(from), other);
                    expected.add(from);
                }
                heap = DeadMemo.meld(heap, other);
            }
            long bound = random.nextLong(-1, 20);
            expected.sort(Collections.reverseOrder());
            List<DeadMemo> taken = new ArrayList<>();
            DeadMemo rest = DeadMemo.takeYounger(heap, bound, Integer.MAX_VALUE, taken);
            long young = expected.stream().filter(from -> from > bound).count();
            assertEquals(expected.subList(0, (int) young), taken.stream().map(dead -> dead.memo.from).toList());
            check(rest, expected.size() - (int) young);
        }
    }

    /** That a heap has its order and shape, from which it follows that the way down on the right is logarithmic. */
    private static void check(@Nullable DeadMemo heap, int size) {
        int count = 0;
        Deque<DeadMemo> left = new ArrayDeque<>();
        if (heap != null) {
            left.add(heap);
        }
        while (!left.isEmpty()) {
            DeadMemo dead = left.pop();
            count++;
            int ofLeft = dead.left == null ? 0 : dead.left.rank;
            int ofRight = dead.right == null ? 0 : dead.right.rank;
            assertTrue(ofLeft >= ofRight);
            assertEquals(ofRight + 1, dead.rank);
            for (DeadMemo below : new DeadMemo[] {dead.left, dead.right}) {
                if (below != null) {
                    assertTrue(below.memo.from <= dead.memo.from);
                    left.push(below);
                }
            }
        }
        assertEquals(size, count);
    }
}
