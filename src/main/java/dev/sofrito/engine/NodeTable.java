package dev.sofrito.engine;

import dev.sofrito.engine.map.PersistentMap;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A hash table of nodes by key, for many threads. Nodes are their own entries: they are linked through
 * {@link Node#next}.
 *
 * <p>{@link #get} allocates nothing and takes no lock, unless it misses just when the table grows there. Keys are
 * compared under no lock but then. A node is in one table at most, and once removed it is never put into one again.
 */
final class NodeTable<N extends Node> {

    /*
     * Stripes, each an array of bins, a power of two, with locks for who changes it, and growing by itself. So all
     * that grows at a time is one piece of memory. 16 keys in a row lie side by side in one.
     *
     * A node is put at the head of its bin, before what the chain there was when it was searched for the key in vain:
     * under the lock the head is still the same (and what is behind a head only becomes less), or it is searched anew.
     * So keys are compared outside of the lock, and `next` always leads to a node put in earlier, and a walk ends.
     * It is set before the node is published, and changes in two cases, of which one is at a time in a stripe:
     * - remove: the predecessor skips the node. Who stands on the node still finds the way on.
     * - growth: the chain of bin i is unzipped into those for i and i + length of the doubled bins, each node
     *   skipping to the next that stays with it; and these once more, if there are to be four times as many. Until that is done, `bins` has the old ones, and a reader may be led
     *   past its node. As `next` still leads to an earlier node it does not loop, and as it compares hash and key it
     *   takes no node for another: it misses. Who misses therefore asks whether the stripe is moving, and then
     *   whether it has other bins than those used, and if so looks again when that is over. A stripe says that it moves
     *   before it changes the first link, and that it no longer does after it has the new bins; the fences see to it
     *   that who met a changed link sees one of the two. A hit pays for none of this. Nothing is put in or taken out
     *   of a stripe that moves.
     *
     * Reads of `next` need no order. Bins are written with release, and read with an acquire fence behind. All nodes
     * of a chain that a reader can come to, by old links or by new ones, were put in before the one that it entered
     * by, under the same lock, so it sees what was in them then.
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

    /** Bins fewer than these become four times as many, and not twice: so a node is moved a third as often. */
    private static final int MANY_BINS = 4096;

    private static final int MOST_BINS = 1 << 30 - STRIPE_BITS;

    /**
     * By stripe, and apart from those, since those are written to at each insertion. Written under the stripe's
     * monitor, read by anyone.
     */
    private final @Nullable Node[][] bins = new Node[STRIPES][LEAST_BINS];

    private final Stripe[] stripes = new Stripe[STRIPES];

    /**
     * The locks of some bins: the monitor is held for as long as they grow, the stripe itself by who links a node in or
     * out. Who takes both takes the monitor first. (No more of the stack is needed to do that and to unlock than there
     * was to lock, so one that overflows leaves nothing locked.)
     */
    private static final class Stripe extends ShortLock {
        /** How many nodes are there; under the lock. */
        int size;

        /** See the class; set under both locks, and reset under the monitor. */
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
     * The same, in one order with what puts nodes in. So if another thread does that and then reads what this thread
     * wrote before, then either this call gives the node or that read gives what was written.
     */
    @Nullable N find(Object key, int hash) {
        Stripe stripe = stripes[stripe(hash)];
        stripe.lock();    // who has put a node in before this has done so visibly; who does after it sees what was written
        stripe.unlock();
        return get(key, hash);
    }

    /**
     * Puts a node in, unless its key has one: gives this, which is then there, or the other, which was there at some
     * time during the call.
     */
    N putIfAbsent(N node) {
        int index = stripe(node.hash);
        while (true) {
            @Nullable Node[] bins = (Node[]) BINS.getAcquire(this.bins, index);
            Node head = bins[bin(node.hash, bins)];
            N present = walk(head, node.key, node.hash);
            if (present != null) {
                return present;
            }
            node.next = head;
            if (putBefore(head, node, index, bins)) {
                return node;
            }
        }
    }

    /** Puts a node before what its chain was when its key was not there; false if that is no longer the chain. */
    private boolean putBefore(@Nullable Node head, Node node, int index, @Nullable Node[] bins) {
        Stripe stripe = stripes[index];
        int bin = bin(node.hash, bins);
        enter(stripe);
        if (this.bins[index] != bins || bins[bin] != head) {
            stripe.unlock();
            return false;
        }
        BIN.setRelease(bins, bin, node);
        boolean full = ++stripe.size > capacity(bins) && bins.length < MOST_BINS;
        stripe.unlock();
        if (full) {
            grow(index, bins);
        }
        return true;
    }

    /** Takes a node out; whether it was in. */
    boolean remove(N node) {
        int index = stripe(node.hash);
        Stripe stripe = stripes[index];
        enter(stripe);
        boolean removed = unlink(bins[index], node);
        if (removed) {
            stripe.size--;
        }
        stripe.unlock();
        return removed;
    }

    /** Takes a stripe's lock, when its nodes are not moving. */
    private static void enter(Stripe stripe) {
        stripe.lock();
        while (stripe.moving) {
            stripe.unlock();
            awaitGrowth(stripe);
            stripe.lock();
        }
    }

    @SuppressWarnings("EmptySynchronizedStatement")
    private static void awaitGrowth(Stripe stripe) {
        synchronized (stripe) {
            // who has it grow holds this until all have moved
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
            stripe.lock();
            size += stripe.size;
            stripe.unlock();
        }
        return size;
    }

    private @Nullable N look(@Nullable Node[] bins, Object key, int hash) {
        return walk(bins[bin(hash, bins)], key, hash);
    }

    @SuppressWarnings("unchecked")
    private @Nullable N walk(@Nullable Node head, Object key, int hash) {
        VarHandle.acquireFence();
        for (Node node = head; node != null; node = node.next) {
            if (node.isFor(key, hash)) {
                return (N) node;
            }
        }
        return null;
    }

    /** After a miss. */
    private @Nullable N lookAgain(int index, @Nullable Node[] bins, Object key, int hash) {
        VarHandle.acquireFence();
        if (!stripes[index].moving && BINS.getAcquire(this.bins, index) == bins) {
            return null;
        }
        synchronized (stripes[index]) {
            return look(this.bins[index], key, hash);
        }
    }

    /**
     * By the bits above those for the place side by side; but stirred with the higher ones, or threads that go through
     * keys a power of two apart would meet in one stripe at each step.
     */
    static int stripe(int hash) {
        int above = hash >>> SIDE_BY_SIDE_BITS + STRIPE_BITS;
        return (hash >>> SIDE_BY_SIDE_BITS) + (above * 0x9E3779B9 >>> -STRIPE_BITS) & STRIPES - 1;
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

    private List<Node> nodes(int index) {
        Stripe stripe = stripes[index];
        synchronized (stripe) {    // so they don't move
            List<Node> nodes = new ArrayList<>();
            @Nullable Node[] bins = this.bins[index];
            for (int bin = 0; bin < bins.length; bin++) {
                for (Node node = (Node) BIN.getAcquire(bins, bin); node != null; node = node.next) {
                    nodes.add(node);
                }
            }
            return nodes;
        }
    }

    /** Moves what is in a stripe into more bins, unless another thread has done so. */
    private void grow(int index, @Nullable Node[] old) {
        Stripe stripe = stripes[index];
        synchronized (stripe) {
            if (bins[index] != old) {
                return;
            }
            @Nullable Node[] next = new Node[(old.length < MANY_BINS ? 4 : 2) * old.length];
            stripe.lock();
            stripe.moving = true;
            stripe.unlock();
            VarHandle.releaseFence();
            for (int bin = 0; bin < old.length; bin++) {
                next[bin] = old[bin];
                for (int bit = old.length; bit < next.length; bit *= 2) {
                    for (int lower = bin; lower < bit; lower += old.length) {
                        unzip(next, lower, bit);
                    }
                }
            }
            BINS.setRelease(bins, index, next);
            stripe.moving = false;
        }
    }

    /** Parts the chain of a lower bin, in order, into those that stay there and those for the upper one. */
    private static void unzip(@Nullable Node[] bins, int lower, int bit) {
        Node lowerTail = null;
        Node upperTail = null;
        for (Node node = bins[lower]; node != null; node = node.next) {
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
