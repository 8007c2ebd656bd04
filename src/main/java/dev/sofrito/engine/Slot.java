package dev.sofrito.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One key of an input, present or absent, as something to depend on; or the input's key set, if the key is
 * {@link #KEYS}.
 *
 * <p>Nodes are made when a query first reads the slot. What the slot <em>is</em> stands in the roots; the node only
 * knows its newest version, so that a read at the present needs no look into them.
 */
final class Slot extends Node {

    /** The key under which an input's key set is a slot. */
    static final Object KEYS = new Object();

    /** The key of an input that has no key. */
    static final Object SINGLE = new Object();

    private static final VarHandle NEWEST;

    static {
        try {
            NEWEST = MethodHandles.lookup().findVarHandle(Slot.class, "newest", Version.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final InputDefinition input;

    /**
     * The newest version, that of a commit under way included; null while it is not known, or what stands for that.
     * Written by the writer (who holds the branch's commit lock) for slots that it finds in the table, and by who finds
     * that it is not known.
     */
    private volatile @Nullable Version newest;

    /** Whether {@link Collector} has taken it out of its table; written under the commit lock. */
    private volatile boolean detached;

    Slot(InputDefinition input, Object key, int hash) {
        super(key, hash);
        this.input = input;
    }

    /** What the slot is at a root of its branch. */
    Version at(Root root) {
        Version version = newest;
        if (version != null && version.changedAt() <= root.revision) {
            return version;
        }
        return look(root);
    }

    /**
     * What the slot is at a root, as that has it. For a slot without a version, which is absent, the root knows only
     * since when the latest; the nodes may know better.
     */
    private Version look(Root root) {
        if (key == KEYS) {
            return root.version(input, key, hash);
        }
        InputState state = root.state(input);
        if (state.forgottenAt() != 0 && state.versions().get(key, hash) == null) {
            Version known = known(root);
            known = known != null ? known : root.branch.origin(this);
            if (known != null) {
                return known;
            }
        }
        return state.version(key, hash);
    }

    /**
     * What the slot is at a root that has no version of it, if this node knows that. Nothing of a slot is forgotten
     * while it has a node: so if it was absent before the root, as far as this node knows, it is since then.
     */
    @Nullable Version known(Root root) {
        Version version = newest;
        if (version != null && version.changedAt() > root.revision) {
            version = version.absent();
        }
        return version != null && version.changedAt() <= root.revision ? version : null;
    }

    /** The newest version, that of a commit under way included, or what the node has for that; null if nothing. */
    @Nullable Version newest() {
        return newest;
    }

    /** Whether no commit, one under way included, has changed the slot since a revision. */
    boolean unchangedSince(long revision) {
        Version version = newest;
        return version != null && version.changedAt() <= revision && !detached;
    }

    /**
     * By the writer, before it walks: from now on {@link #unchangedSince} says no for older revisions. What the node
     * knew of an absence before is kept. (If it learns that between the read and the write, the version closed here
     * stands.)
     */
    void close(Version version) {
        newest = key == KEYS ? version : version.after(newest);
    }

    /**
     * By the collector, under the commit lock: commits will not find this node any more, so nothing may rely on it.
     * False if something does: who makes itself a dependent adds its edge first and looks here after that, this goes
     * the other way round, so one sees the other.
     */
    boolean detach() {
        detached = true;
        if (dependents != null) {
            detached = false;
            return false;
        }
        newest = null;
        return true;
    }

    boolean isDetached() {
        return detached;
    }

    /**
     * Learns the newest version, if no commit is under way; else only since when the slot is absent, if it is.
     *
     * <p>The node is in the table by now. If the announced revision, read after the current root, is that root's, then
     * no commit had been announced when the root was read; a later one finds this node in the table and closes it,
     * after this or before (then the exchange fails). If a commit is under way, it may have looked before the node was
     * there, so the newest version stays unknown for now. Once the branch is closed there is nothing to learn: the root
     * that stands for that has no slots. (A detached node may still learn, if it was detached just now; see
     * {@link Validate}.)
     */
    void learn(Branch branch) {
        Version known = newest;
        if (known != null && known.isKnown() || detached) {
            return;
        }
        Root root = branch.current;
        if (branch.announced == root.revision) {
            NEWEST.compareAndSet(this, known, look(root).after(known));
        } else if (known == null && key != KEYS && root.revision != Branch.CLOSED
                && look(root) instanceof Version seen && seen.value() == null) {
            NEWEST.compareAndSet(this, null, seen.unknownAfter());
        }
    }

    @Override
    String label() {
        return input.label(key);
    }
}
