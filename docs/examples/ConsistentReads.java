import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.Snapshot;
import java.util.concurrent.CountDownLatch;

/** Money moves between accounts while pages are rendered; no page may show money that is nowhere, or twice. */
public class ConsistentReads {

    static final Database DB = Database.create();
    static final Input<String, Integer> BALANCE = DB.input("balance", String.class, Integer.class);
    static final Query<String, Integer> SUM = DB.query("sum", String.class, Integer.class,
            all -> BALANCE.keys().stream().mapToInt(BALANCE::get).sum());

    public static void main(String[] args) throws InterruptedException {
        BALANCE.set("alice", 100);
        BALANCE.set("bob", 100);
        CountDownLatch rendered = new CountDownLatch(1);
        Thread transfers = Thread.ofVirtual().start(() -> {
            do {
                transfer("alice", "bob", 1);
                transfer("bob", "alice", 2);
                Thread.yield();
            } while (rendered.getCount() > 0);
        });
        for (int i = 0; i < 200; i++) {
            check(inOneBlock() == 200);
            check(overARequest().equals("alice has a share of 200"));
        }
        rendered.countDown();
        transfers.join();
        movesOn();
    }

    // @start region=transfer
    static void transfer(String from, String to, int amount) {
        DB.commit(() -> {
            BALANCE.set(from, BALANCE.get(from) - amount);
            BALANCE.set(to, BALANCE.get(to) + amount);
        });
    }
    // @end

    static int inOneBlock() {
        // @start region=block
        int total = DB.call(() -> {
            int alice = BALANCE.get("alice");
            int bob = BALANCE.get("bob");       // of the same revision, whatever was committed in between
            check(alice + bob == SUM.get("all"));
            return alice + bob;
        });
        // @end
        return total;
    }

    static String overARequest() {
        // @start region=request
        try (Snapshot now = DB.snapshot()) {
            int total = now.call(() -> SUM.get("all"));
            int alice = now.call(() -> BALANCE.get("alice"));
            int bob = now.call(() -> BALANCE.get("bob"));       // may be seconds later, or on another thread
            check(alice + bob == total);
            return "alice has a share of " + total;
        }
        // @end
    }

    static void movesOn() {
        // @start region=promotion
        BALANCE.set("carol", 50);
        try (Snapshot request = DB.snapshot()) {
            check(request.call(() -> SUM.get("all")) == 250);   // runs sum(all)
        }
        try (Snapshot next = DB.snapshot()) {
            check(next.call(() -> SUM.peek("all")).orElseThrow() == 250);   // the work is done
        }
        // @end
    }

    static void check(boolean holds) {
        if (!holds) {
            throw new AssertionError();
        }
    }
}
