package dev.sofrito.engine;

import dev.sofrito.engine.map.PersistentMap;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A hash table of nodes by key, for many threads. Nodes are their own entries: they are linked through
 * {@link Node#next}.
 *
 * <p>{@link #get} allocates nothing and takes no lock, unless it misses just when its segment grows. A node is in one
 * table at most, and once removed it is never put into one again.
 */
final class NodeTable<N extends Node> {

    /*
     * Segments, each with bins of its own, doubled on its own, and a lock for who changes it. The lowest bits of the
     * hash choose the segment, those above them the bin: neighbouring keys are in different segments, but neighbours
     * there.
     *
     * A node is inserted at the head of its bin, so `next` always leads to a node inserted earlier, and a walk ends.
     * It is set before the node is published, and changes in two cases, under the lock:
     * - remove: the predecessor skips the node. Who stands on the node still finds the way on.
     * - growth: of the doubled bins, i and i + length of an old bin i both begin as the old chain, and so they are
     *   published: every reader finds every node. Then bin by bin the chain is unzipped: each node skips to the next
     *   that stays with it. At last a copy of the doubled bins is published in their place.
     *   A reader inside a bin may be led past its node by unzipping, or, with the old bins, begin in the wrong half. As
     *   `next` still leads to an earlier node it does not loop, and as it compares hash and key it takes no node for
     *   another: it misses. Who misses therefore asks whether the bins that it used have been unzipped meanwhile, and
     *   if so looks again under the lock: the old bins if they are no longer the segment's, the doubled ones if they
     *   are `unzipping` or no longer the segment's. (Once `unzipping` is null again they no longer are, and it is read
     *   first.) The fences see to it that who met a changed link sees that, too. A hit pays for none of this.
     *
     * Reads of `next` need no order. Bins are read with acquire and written with release. All nodes of a chain that a
     * reader can come to, by old links or by new ones, were inserted before the one that it entered by, under the same
     * lock, so it sees what was in them when they were inserted.
     */
    private static final VarHandle BIN = MethodHandles.arrayElementVarHandle(Node[].class);
    private static final VarHandle BINS = MethodHandles.arrayElementVarHandle(Node[][].class);

    /** Two segments a processor or more, from 16 to 64 of them. */
    private static final int SEGMENT_BITS = Math.clamp(
            Integer.SIZE - Integer.numberOfLeadingZeros(2 * Runtime.getRuntime().availableProcessors() - 1), 4, 6);
    private static final int SEGMENT_MASK = (1 << SEGMENT_BITS) - 1;
    private static final int FIRST_LENGTH = 4;

    /** The bins of a segment that has had no node yet; never written, as it is full at once. */
    private static final @Nullable Node[] NO_BINS = new Node[1];

    /** The bins of each segment; a power of two. Elements are written under the segment's lock, read by anyone. */
    private final @Nullable Node[][] bins = new Node[1 << SEGMENT_BITS][];

    private final Segment[] segments = new Segment[1 << SEGMENT_BITS];

    /** The lock of a segment, and what it guards. */
    private static final class Segment {
        int size;

        /** The bins published already whose chains are being unzipped; written under the lock, read by anyone. */
        volatile @Nullable Node @Nullable [] unzipping;
    }

    NodeTable() {
        for (int i = 0; i < segments.length; i++) {
            bins[i] = NO_BINS;
            segments[i] = new Segment();
        }
    }

    /** The hash of a key in all tables of nodes and all roots. */
    static int hash(Object key) {
        return PersistentMap.spread(key);
    }

    /** The node of a key, or null if at some time during the call there was none. */
    @Nullable N get(Object key, int hash) {
        @Nullable Node[] bins = bins(segment(hash));
        N node = look(bins, key, hash);
        return node != null ? node : lookAgain(bins, key, hash);
    }

    /**
     * The node of a key, or null; decided under the lock, if there is none. So if another thread puts a node in and then
     * reads what this thread wrote before, then either this call gives the node or that read gives what was written.
     */
    @Nullable N find(Object key, int hash) {
        N node = look(bins(segment(hash)), key, hash);
        return node != null ? node : lookLocked(key, hash);
    }

    /** Puts a node in, unless its key has one: gives the one that is then there, this or the other. */
    N putIfAbsent(N node) {
        int index = segment(node.hash);
        Segment segment = segments[index];
        synchronized (segment) {
            @Nullable Node[] bins = bins(index);
            N present = look(bins, node.key, node.hash);
            if (present != null) {
                return present;
            }
            if (segment.size >= (bins.length >>> 2) * 3) {
                bins = grow(index, bins);
            }
            int bin = bin(node.hash, bins.length);
            node.next = bins[bin];
            BIN.setRelease(bins, bin, node);
            segment.size++;
            return node;
        }
    }

    /** Takes a node out; whether it was in. */
    boolean remove(N node) {
        int index = segment(node.hash);
        Segment segment = segments[index];
        synchronized (segment) {
            @Nullable Node[] bins = bins(index);
            int bin = bin(node.hash, bins.length);
            Node previous = null;
            for (Node there = bins[bin]; there != null; previous = there, there = there.next) {
                if (there == node) {
                    if (previous == null) {
                        BIN.setRelease(bins, bin, node.next);
                    } else {
                        previous.next = node.next;
                    }
                    segment.size--;
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * Calls an action, without a lock, with every node that is in the table during the whole call, and perhaps with
     * others that are in it for a part of it; with none twice.
     */
    @SuppressWarnings("unchecked")
    void forEach(Consumer<? super N> action) {
        for (int index = 0; index < segments.length; index++) {
            for (Node node : nodes(index)) {
                action.accept((N) node);
            }
        }
    }

    /** How many nodes there are, if none comes or goes. */
    int size() {
        int size = 0;
        for (Segment segment : segments) {
            synchronized (segment) {
                size += segment.size;
            }
        }
        return size;
    }

    @SuppressWarnings("unchecked")
    private @Nullable N look(@Nullable Node[] bins, Object key, int hash) {
        Node node = (Node) BIN.getAcquire(bins, bin(hash, bins.length));
        for (; node != null; node = node.next) {
            if (node.hash == hash) {
                Object found = node.key;
                if (found == key || found.equals(key)) {
                    return (N) node;
                }
            }
        }
        return null;
    }

    /** After a miss. */
    private @Nullable N lookAgain(@Nullable Node[] bins, Object key, int hash) {
        VarHandle.acquireFence();
        int segment = segment(hash);
        boolean unzipped = segments[segment].unzipping == bins || bins(segment) != bins;
        return unzipped ? lookLocked(key, hash) : null;
    }

    private @Nullable N lookLocked(Object key, int hash) {
        int segment = segment(hash);
        synchronized (segments[segment]) {
            return look(bins(segment), key, hash);
        }
    }

    private static int segment(int hash) {
        return hash & SEGMENT_MASK;
    }

    private static int bin(int hash, int length) {
        return hash >>> SEGMENT_BITS & length - 1;
    }

    private @Nullable Node[] bins(int segment) {
        return (Node[]) BINS.getAcquire(bins, segment);
    }

    private Node[] nodes(int index) {
        Segment segment = segments[index];
        synchronized (segment) {
            Node[] nodes = new Node[segment.size];
            int count = 0;
            for (Node first : bins(index)) {
                for (Node node = first; node != null; node = node.next) {
                    nodes[count++] = node;
                }
            }
            return nodes;
        }
    }

    private @Nullable Node[] grow(int index, @Nullable Node[] old) {
        if (old == NO_BINS) {
            @Nullable Node[] first = new Node[FIRST_LENGTH];
            BINS.setRelease(bins, index, first);
            return first;
        }
        @Nullable Node[] doubled = new Node[2 * old.length];
        System.arraycopy(old, 0, doubled, 0, old.length);
        System.arraycopy(old, 0, doubled, old.length, old.length);
        segments[index].unzipping = doubled;
        BINS.setRelease(bins, index, doubled);
        VarHandle.releaseFence();
        for (int bin = 0; bin < old.length; bin++) {
            Node node = old[bin];
            if (node != null) {
                unzip(doubled, bin, old.length, node);
            }
        }
        @Nullable Node[] unzipped = doubled.clone();
        BINS.setRelease(bins, index, unzipped);
        segments[index].unzipping = null;
        return unzipped;
    }

    /** Parts a chain, in order, into those for the lower bin and those for the upper one. */
    private static void unzip(@Nullable Node[] bins, int lower, int bit, Node first) {
        Node lowerTail = null;
        Node upperTail = null;
        Node rest = first;
        do {
            Node node = rest;
            rest = node.next;
            if (bin(node.hash, 2 * bit) < bit) {
                lowerTail = append(bins, lower, lowerTail, node);
            } else {
                upperTail = append(bins, lower + bit, upperTail, node);
            }
        } while (rest != null);
        append(bins, lower, lowerTail, null);
        append(bins, lower + bit, upperTail, null);
    }

    /** Writes a link only if it is another than it was: readers of most chains then keep what they have cached. */
    private static @Nullable Node append(@Nullable Node[] bins, int bin, @Nullable Node tail, @Nullable Node node) {
        if (tail == null) {
            if (bins[bin] != node) {
                BIN.setRelease(bins, bin, node);
            }
        } else if (tail.next != node) {
            tail.next = node;
        }
        return node;
    }
}
