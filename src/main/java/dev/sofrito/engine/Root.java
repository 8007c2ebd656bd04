package dev.sofrito.engine;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One state of a branch's inputs: a revision number and immutable maps. A request takes the current root once and reads
 * everything there, so commits never wait for it and it never restarts. A root that nobody holds is garbage.
 */
final class Root {

    final Branch branch;
    final long revision;

    /**
     * The revision as cells note when they were last requested, see {@link Cell#touch}; negative if the view is
     * closed.
     */
    final int stamp;

    /** By {@link Ingredient#id}; shorter if inputs were defined since, and with gaps where queries are. */
    private final @Nullable InputState[] inputs;

    /** The revision at which an input of that durability last changed. */
    final long mediumChangedAt;
    final long highChangedAt;

    /**
     * For how many revisions no such input has changed, or more than stamps can tell; negative if the view is closed, so
     * that this is never enough. For {@link Fresh}, at a hit.
     */
    final int undisturbed;

    /** Bytes of all present slots, if the database has a budget. */
    final long bytes;

    /** How many requests, blocks and snapshots are pinned here; see {@link Pins}. */
    final LongAdder holders = new LongAdder();

    /**
     * Neighbours in the list of {@link Pins}, whose lock guards them; but for {@link #newer} they are read without it,
     * too (see {@link Asides#isTooLate}, and {@link Pins}).
     */
    volatile @Nullable Root older;
    @Nullable Root newer;
    volatile boolean listed;

    /** Memos that only this root and older ones need; guarded by the lock of {@link Pins}. */
    @Nullable DeadMemo dead;

    /** Cells computed for this root alone; made when first needed, under this root's monitor. */
    private volatile @Nullable Frozen frozen;

    Root(Branch branch, long revision, @Nullable InputState[] inputs, long mediumChangedAt, long highChangedAt,
            long bytes) {
        this.branch = branch;
        this.revision = revision;
        this.stamp = revision == Branch.CLOSED ? -1 : stamp(revision);
        this.inputs = inputs;
        this.mediumChangedAt = mediumChangedAt;
        this.highChangedAt = highChangedAt;
        this.undisturbed = revision == Branch.CLOSED
                ? Integer.MIN_VALUE
                : (int) Math.min(revision - Math.max(mediumChangedAt, highChangedAt), Integer.MAX_VALUE);
        this.bytes = bytes;
    }

    /** The same state as the first root of another branch. */
    Root in(Branch other) {
        return new Root(other, revision, inputs, mediumChangedAt, highChangedAt, bytes);
    }

    static int stamp(long revision) {
        return (int) revision & Integer.MAX_VALUE;
    }

    InputState state(InputDefinition input) {
        InputState state = input.id < inputs.length ? inputs[input.id] : null;
        return state == null ? InputState.EMPTY : state;
    }

    /** A copy of the states, with room for an index. */
    @Nullable InputState[] states(int id) {
        return java.util.Arrays.copyOf(inputs, Math.max(inputs.length, id + 1));
    }

    Version version(InputDefinition input, Object key, int hash) {
        InputState state = state(input);
        return key == Slot.KEYS ? new Version(null, state.keysChangedAt()) : state.version(key, hash);
    }

    /** The last revision at which an input of one of these levels changed. */
    long changedAt(int marks) {
        return switch (marks) {
            case Memo.MEDIUM -> mediumChangedAt;
            case Memo.HIGH -> highChangedAt;
            default -> Math.max(mediumChangedAt, highChangedAt);
        };
    }

    /** (Of a type that is loaded by then, or the compiler would not inline this.) */
    @Nullable Tables frozenIfAny() {
        return frozen;
    }

    Frozen frozen() {
        Frozen view = frozen;
        if (view == null) {
            synchronized (this) {
                view = frozen;
                if (view == null) {
                    view = new Frozen();
                    frozen = view;
                }
            }
        }
        return view;
    }
}
