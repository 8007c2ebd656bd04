package dev.sofrito.engine;

import dev.sofrito.engine.map.PersistentMap;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A hash table of nodes by key, for many threads. Nodes are their own entries: they are linked through
 * {@link Node#next}.
 *
 * <p>{@link #get} allocates nothing and takes no lock, unless it misses just when the table grows. A node is in one
 * table at most, and once removed it is never put into one again.
 */
final class NodeTable<N extends Node> {

    /*
     * One array of bins, a power of two. The lowest bits of the hash choose the bin, and the lowest of those the
     * stripe: a lock for who changes its bins.
     *
     * A node is inserted at the head of its bin, so `next` always leads to a node inserted earlier, and a walk ends.
     * It is set before the node is published, and changes in two cases, under the lock:
     * - remove: the predecessor skips the node. Who stands on the node still finds the way on.
     * - growth, stripe by stripe, each by whoever comes along (see grow): the chain of bin i is unzipped into those
     *   for i and i + length of the doubled bins, each node skipping to the next that stays with it. Until all stripes
     *   have moved, `bins` are the old ones, and a reader may be led past its node. As `next` still leads to an earlier
     *   node it does not loop, and as it compares hash and key it takes no node for another: it misses. Who misses
     *   therefore asks whether the stripe has other bins than it used, and if so looks again, there and under the lock.
     *   A stripe says so before it changes the first link, and the fences see to it that who met a changed link sees
     *   that, too. A hit pays for none of this.
     *
     * Reads of `next` need no order. Bins are written with release, and read with an acquire fence behind. All nodes
     * of a chain that a reader can come to, by old links or by new ones, were inserted before the one that it entered
     * by, under the same lock, so it sees what was in them when they were inserted.
     */
    private static final VarHandle BIN = MethodHandles.arrayElementVarHandle(Node[].class);

    /** Two stripes a processor or more, from 16 to 64 of them. */
    private static final int STRIPE_BITS = Math.clamp(
            Integer.SIZE - Integer.numberOfLeadingZeros(2 * Runtime.getRuntime().availableProcessors() - 1), 4, 6);
    private static final int STRIPES = 1 << STRIPE_BITS;

    /** What readers use first: the bins of all stripes or, while the table grows, of those that have not moved yet. */
    private volatile @Nullable Node[] bins = new Node[STRIPES];

    private final Stripe[] stripes = new Stripe[STRIPES];

    /** The lock of some bins, and what it guards. */
    private static final class Stripe {
        int size;

        /** The table's bins, or while it grows perhaps the next ones; written under the lock, read by anyone. */
        volatile @Nullable Node[] bins;

        Stripe(@Nullable Node[] bins) {
            this.bins = bins;
        }
    }

    /** Guards the growth: the doubled bins while there is one, and how many stripes have moved there. */
    private final ReentrantLock growth = new ReentrantLock();
    private @Nullable Node @Nullable [] doubled;
    private int moved;

    NodeTable() {
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new Stripe(bins);
        }
    }

    /** The hash of a key in all tables of nodes and all roots. */
    static int hash(Object key) {
        return PersistentMap.spread(key);
    }

    /** The same, of its hash code: who calls that of keys of few classes only does it faster than this class can. */
    static int hash(int code) {
        return PersistentMap.spread(code);
    }

    /** The node of a key, or null if at some time during the call there was none. */
    @Nullable N get(Object key, int hash) {
        @Nullable Node[] bins = this.bins;
        N node = look(bins, key, hash);
        return node != null ? node : lookAgain(bins, key, hash);
    }

    /**
     * The node of a key, or null; decided under the lock, if there is none. So if another thread puts a node in and
     * then reads what this thread wrote before, then either this call gives the node or that read gives what was
     * written.
     */
    @Nullable N find(Object key, int hash) {
        N node = look(bins, key, hash);
        return node != null ? node : lookLocked(key, hash);
    }

    /** Puts a node in, unless its key has one: gives the one that is then there, this or the other. */
    N putIfAbsent(N node) {
        Stripe stripe = stripe(node.hash);
        boolean full;
        synchronized (stripe) {
            @Nullable Node[] bins = stripe.bins;
            N present = look(bins, node.key, node.hash);
            if (present != null) {
                return present;
            }
            int bin = bin(node.hash, bins);
            node.next = bins[bin];
            BIN.setRelease(bins, bin, node);
            full = ++stripe.size > capacity(bins) >>> STRIPE_BITS;
        }
        if (full) {
            grow();
        }
        return node;
    }

    /** Takes a node out; whether it was in. */
    boolean remove(N node) {
        Stripe stripe = stripe(node.hash);
        synchronized (stripe) {
            if (!unlink(stripe.bins, node)) {
                return false;
            }
            @Nullable Node[] bins = this.bins;
            if (bins != stripe.bins && bins[bin(node.hash, bins)] == node) {    // the other links are common to both
                BIN.setRelease(bins, bin(node.hash, bins), node.next);
            }
            stripe.size--;
            return true;
        }
    }

    /**
     * Calls an action, without a lock, with every node that is in the table during the whole call, and perhaps with
     * others that are in it for a part of it; with none twice.
     */
    @SuppressWarnings("unchecked")
    void forEach(Consumer<? super N> action) {
        for (int index = 0; index < STRIPES; index++) {
            for (Node node : nodes(index)) {
                action.accept((N) node);
            }
        }
    }

    /** How many nodes there are, if none comes or goes. */
    int size() {
        int size = 0;
        for (Stripe stripe : stripes) {
            synchronized (stripe) {
                size += stripe.size;
            }
        }
        return size;
    }

    @SuppressWarnings("unchecked")
    private @Nullable N look(@Nullable Node[] bins, Object key, int hash) {
        Node node = bins[bin(hash, bins)];
        VarHandle.acquireFence();
        for (; node != null; node = node.next) {
            if (node.isFor(key, hash)) {
                return (N) node;
            }
        }
        return null;
    }

    /** After a miss. */
    private @Nullable N lookAgain(@Nullable Node[] bins, Object key, int hash) {
        VarHandle.acquireFence();
        if (stripe(hash).bins == bins) {
            return null;
        }
        grow();
        return lookLocked(key, hash);
    }

    private @Nullable N lookLocked(Object key, int hash) {
        Stripe stripe = stripe(hash);
        synchronized (stripe) {
            return look(stripe.bins, key, hash);
        }
    }

    private Stripe stripe(int hash) {
        return stripes[hash & STRIPES - 1];
    }

    private static int bin(int hash, @Nullable Node[] bins) {
        return hash & bins.length - 1;
    }

    /** How many nodes fill bins: three in four. */
    private static int capacity(@Nullable Node[] bins) {
        return (bins.length >>> 2) * 3;
    }

    private static boolean unlink(@Nullable Node[] bins, Node node) {
        int bin = bin(node.hash, bins);
        Node previous = null;
        for (Node there = bins[bin]; there != null; previous = there, there = there.next) {
            if (there == node) {
                if (previous == null) {
                    BIN.setRelease(bins, bin, node.next);
                } else {
                    previous.next = node.next;
                }
                return true;
            }
        }
        return false;
    }

    private Node[] nodes(int index) {
        Stripe stripe = stripes[index];
        synchronized (stripe) {
            @Nullable Node[] bins = stripe.bins;
            Node[] nodes = new Node[stripe.size];
            int count = 0;
            for (int bin = index; bin < bins.length; bin += STRIPES) {
                for (Node node = bins[bin]; node != null; node = node.next) {
                    nodes[count++] = node;
                }
            }
            return nodes;
        }
    }

    /**
     * A step of the growth, which is begun if there is need: moves one stripe. Called by who finds a stripe full or,
     * when it misses, one that has moved; so nobody does all of the work, and it is not left half done where that
     * would cost.
     */
    private void grow() {
        if (!growth.tryLock()) {
            return;    // somebody is at it
        }
        try {
            @Nullable Node[] old = bins;
            @Nullable Node[] next = doubled;
            if (next == null) {
                if (!isFull(old)) {
                    return;
                }
                next = new Node[2 * old.length];
                doubled = next;
                moved = 0;
            }
            move(moved++, old, next);
            if (moved == STRIPES) {
                bins = next;
                doubled = null;
            }
        } finally {
            growth.unlock();
        }
    }

    /** A full stripe alone is no need to grow: hashes may be spread badly. */
    private boolean isFull(@Nullable Node[] bins) {
        return bins.length < 1 << 30 && size() > capacity(bins);
    }

    private void move(int index, @Nullable Node[] old, @Nullable Node[] next) {
        Stripe stripe = stripes[index];
        synchronized (stripe) {
            stripe.bins = next;
            VarHandle.releaseFence();
            for (int bin = index; bin < old.length; bin += STRIPES) {
                unzip(next, bin, old.length, old[bin]);
            }
        }
    }

    /** Parts a chain, in order, into those for the lower bin and those for the upper one. */
    private static void unzip(@Nullable Node[] bins, int lower, int bit, @Nullable Node first) {
        Node lowerTail = null;
        Node upperTail = null;
        for (Node node = first; node != null; node = node.next) {
            if ((node.hash & bit) == 0) {
                append(bins, lower, lowerTail, node);
                lowerTail = node;
            } else {
                append(bins, lower + bit, upperTail, node);
                upperTail = node;
            }
        }
        append(bins, lower, lowerTail, null);
        append(bins, lower + bit, upperTail, null);
    }

    /** Writes a link only if it is another than it was: readers of most chains then keep what they have cached. */
    private static void append(@Nullable Node[] bins, int bin, @Nullable Node tail, @Nullable Node node) {
        if (tail == null) {
            bins[bin] = node;
        } else if (tail.next != node) {
            tail.next = node;
        }
    }
}
