package dev.sofrito.model;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Keep;
import dev.sofrito.Query;
import dev.sofrito.SingleInput;
import dev.sofrito.TaskScope;
import dev.sofrito.View;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Accounts between which money is moved: whatever is asked, and when, the sum is known, so that a wrong value shows
 * without a log.
 */
final class Bank {

    static final int ACCOUNTS = 64;
    static final int TOTAL = ACCOUNTS * 100;

    final Database database;
    private final Input<Integer, Integer> balance;
    private final SingleInput<Integer> mark;
    private final SingleInput<Integer> twin;
    /** The sum of a subtree; 1 is the whole. */
    final Query<Integer, Integer> sum;
    /** The whole sum, over four forked subtrees. */
    final Query<String, Integer> forkedSum;
    /** The whole sum, over all accounts at once. */
    final Query<String, Integer> flatSum;
    /** The whole sum after a while. */
    final Query<Integer, Integer> slowSum;
    /** Zero. */
    final Query<String, Integer> twins;
    /** How many balances are odd, over a query that cuts off. */
    final Query<String, Integer> odd;
    /** The balance of account {@code key % ACCOUNTS}; fails if it is a multiple of seven. */
    final Query<Long, Integer> flaky;

    Bank(Database database) {
        this.database = database;
        balance = database.input("balance", Integer.class, Integer.class);
        mark = database.single("mark", Integer.class);
        twin = database.single("twin", Integer.class);
        sum = database.query("sum", Integer.class, Integer.class, node -> node >= ACCOUNTS
                ? balance.get(node - ACCOUNTS)
                : this.sum().get(2 * node) + this.sum().get(2 * node + 1));
        forkedSum = database.query("forkedSum", String.class, Integer.class, key -> forked());
        List<Integer> leaves = IntStream.range(ACCOUNTS, 2 * ACCOUNTS).boxed().toList();
        flatSum = database.query("flatSum", String.class, Integer.class,
                key -> sum.getAll(leaves).values().stream().mapToInt(Integer::intValue).sum());
        slowSum = database.query("slowSum", Integer.class, Integer.class, key -> {
            int left = sum.get(2);
            LockSupport.parkNanos(1_000_000);
            return left + sum.get(3);
        });
        twins = database.query("twins", String.class, Integer.class, key -> mark.get() + twin.get());
        Query<Integer, Integer> parity = database.query("parity", Integer.class, Integer.class,
                account -> balance.get(account) & 1);
        odd = database.query("odd", String.class, Integer.class,
                key -> balance.keys().stream().mapToInt(parity::get).sum());
        flaky = database.query("flaky", Long.class, Integer.class, key -> {
            int amount = balance.get((int) (key % ACCOUNTS));
            if (amount % 7 == 0) {
                throw new CheckedTrouble("unlucky " + amount);
            }
            return amount;
        }, Keep.atMost(100));
        database.commit(() -> {
            for (int account = 0; account < ACCOUNTS; account++) {
                balance.set(account, TOTAL / ACCOUNTS);
            }
            mark.set(0);
            twin.set(0);
        });
    }

    private Query<Integer, Integer> sum() {
        return sum;
    }

    private int forked() {
        try (TaskScope scope = TaskScope.open()) {
            List<TaskScope.Subtask<Integer>> parts = IntStream.range(4, 8)
                    .mapToObj(node -> scope.<Integer>fork(() -> sum.get(node))).toList();
            scope.join();
            return parts.stream().mapToInt(TaskScope.Subtask::get).sum();
        }
    }

    /** Moves money in the database. */
    void transfer(RandomGenerator random) {
        transferIn(database, random);
    }

    /** Moves money in a view. */
    void transferIn(View view, RandomGenerator random) {
        int from = random.nextInt(ACCOUNTS);
        int to = random.nextInt(ACCOUNTS);
        int amount = random.nextInt(50);
        view.commit(() -> {
            balance.set(from, balance.get(from) - amount);
            balance.set(to, balance.get(to) + amount);
            mark.set(amount);
            twin.set(-amount);
        });
    }

    /** The balance of an account. */
    int balance(int account) {
        return balance.get(account);
    }

    /** How many balances are odd, counted. */
    int countOdd() {
        return balance.keys().stream().mapToInt(account -> balance.get(account) & 1).sum();
    }
}
