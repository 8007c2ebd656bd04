package dev.sofrito.engine;

import dev.sofrito.engine.map.PersistentMap;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A hash table of nodes by key, for many threads. Nodes are their own entries: they are linked through
 * {@link Node#next}.
 *
 * <p>{@link #get} allocates nothing and takes no lock, unless it misses just when the table grows there. A node is in
 * one table at most, and once removed it is never put into one again.
 */
final class NodeTable<N extends Node> {

    /*
     * Stripes, each an array of bins, a power of two, with a lock for who changes it, and growing by itself. Bits in
     * the middle of the hash choose the stripe; those above and below, the bin. So 16 keys in a row lie side by side,
     * and all that grows at a time is one piece of memory.
     *
     * A node is inserted at the head of its bin, so `next` always leads to a node inserted earlier, and a walk ends.
     * It is set before the node is published, and changes in two cases, under the lock:
     * - remove: the predecessor skips the node. Who stands on the node still finds the way on.
     * - growth: the chain of bin i is unzipped into those for i and i + length of the doubled bins, each node
     *   skipping to the next that stays with it. Until that is done, `bins` has the old ones, and a reader may be led
     *   past its node. As `next` still leads to an earlier node it does not loop, and as it compares hash and key it
     *   takes no node for another: it misses. Who misses therefore asks whether the stripe is moving, and then
     *   whether it has other bins than those used, and if so looks again under the lock. A stripe says that it moves
     *   before it changes the first link, and that it no longer does after it has the new bins; the fences see to it
     *   that who met a changed link sees one of the two. A hit pays for none of this.
     *
     * Reads of `next` need no order. Bins are written with release, and read with an acquire fence behind. All nodes
     * of a chain that a reader can come to, by old links or by new ones, were inserted before the one that it entered
     * by, under the same lock, so it sees what was in them when they were inserted.
     */
    private static final VarHandle BIN = MethodHandles.arrayElementVarHandle(Node[].class);
    private static final VarHandle BINS = MethodHandles.arrayElementVarHandle(Node[][].class);

    /** Two stripes a processor or more, from 16 to 64 of them. */
    private static final int STRIPE_BITS = Math.clamp(
            Integer.SIZE - Integer.numberOfLeadingZeros(2 * Runtime.getRuntime().availableProcessors() - 1), 4, 6);
    private static final int STRIPES = 1 << STRIPE_BITS;

    /** As many bins as a cache line has. */
    private static final int SIDE_BY_SIDE_BITS = 4;

    private static final int LEAST_BINS = 4;
    private static final int MOST_BINS = 1 << 30 - STRIPE_BITS;

    /**
     * By stripe, and apart from those, since those are written to at each insertion. Written under the stripe's lock,
     * read by anyone.
     */
    private final @Nullable Node[][] bins = new Node[STRIPES][LEAST_BINS];

    private final Stripe[] stripes = new Stripe[STRIPES];

    /** The lock of some bins. */
    private static final class Stripe {
        /** How many nodes are there; under the lock. */
        int size;

        /** See the class; written under the lock, read by who misses. */
        volatile boolean moving;
    }

    NodeTable() {
        Arrays.setAll(stripes, i -> new Stripe());
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
        int index = stripe(hash);
        @Nullable Node[] bins = (Node[]) BINS.getAcquire(this.bins, index);
        N node = look(bins, key, hash);
        return node != null ? node : lookAgain(index, bins, key, hash);
    }

    /**
     * The node of a key, or null; decided under the lock, if there is none. So if another thread puts a node in and
     * then reads what this thread wrote before, then either this call gives the node or that read gives what was
     * written.
     */
    @Nullable N find(Object key, int hash) {
        int index = stripe(hash);
        N node = look((Node[]) BINS.getAcquire(bins, index), key, hash);
        return node != null ? node : lookLocked(index, key, hash);
    }

    /** Puts a node in, unless its key has one: gives the one that is then there, this or the other. */
    N putIfAbsent(N node) {
        int index = stripe(node.hash);
        Stripe stripe = stripes[index];
        synchronized (stripe) {
            @Nullable Node[] bins = this.bins[index];
            N present = look(bins, node.key, node.hash);
            if (present != null) {
                return present;
            }
            int bin = bin(node.hash, bins);
            node.next = bins[bin];
            BIN.setRelease(bins, bin, node);
            if (++stripe.size > capacity(bins) && bins.length < MOST_BINS) {
                grow(index, stripe);
            }
            return node;
        }
    }

    /** Takes a node out; whether it was in. */
    boolean remove(N node) {
        int index = stripe(node.hash);
        Stripe stripe = stripes[index];
        synchronized (stripe) {
            if (!unlink(bins[index], node)) {
                return false;
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
    private @Nullable N lookAgain(int index, @Nullable Node[] bins, Object key, int hash) {
        VarHandle.acquireFence();
        return !stripes[index].moving && BINS.getAcquire(this.bins, index) == bins
                ? null
                : lookLocked(index, key, hash);
    }

    private @Nullable N lookLocked(int index, Object key, int hash) {
        synchronized (stripes[index]) {
            return look(bins[index], key, hash);
        }
    }

    private static int stripe(int hash) {
        return hash >>> SIDE_BY_SIDE_BITS & STRIPES - 1;
    }

    private static int bin(int hash, @Nullable Node[] bins) {
        return place(hash) & bins.length - 1;
    }

    /** The hash without the bits that choose the stripe. */
    private static int place(int hash) {
        return hash >>> SIDE_BY_SIDE_BITS + STRIPE_BITS << SIDE_BY_SIDE_BITS | hash & (1 << SIDE_BY_SIDE_BITS) - 1;
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
            Node[] nodes = new Node[stripe.size];
            int count = 0;
            for (Node first : bins[index]) {
                for (Node node = first; node != null; node = node.next) {
                    nodes[count++] = node;
                }
            }
            return nodes;
        }
    }

    /** By who holds the lock: moves what is in a stripe into twice as many bins. */
    private void grow(int index, Stripe stripe) {
        @Nullable Node[] old = bins[index];
        @Nullable Node[] next = new Node[2 * old.length];
        stripe.moving = true;
        VarHandle.releaseFence();
        for (int bin = 0; bin < old.length; bin++) {
            unzip(next, bin, old.length, old[bin]);
        }
        BINS.setRelease(bins, index, next);
        stripe.moving = false;
    }

    /** Parts a chain, in order, into those for the lower bin and those for the upper one. */
    private static void unzip(@Nullable Node[] bins, int lower, int bit, @Nullable Node first) {
        Node lowerTail = null;
        Node upperTail = null;
        for (Node node = first; node != null; node = node.next) {
            if ((place(node.hash) & bit) == 0) {
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
