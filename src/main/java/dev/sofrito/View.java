package dev.sofrito;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Something to read, mutate and query: the {@link Database} itself, or a {@link Snapshot} of it.
 *
 * <p>Handles ({@link Input}, {@link Query}, …) act on the view in scope: inside {@link #call} or {@link #run}, and
 * inside a query, that is this view, pinned to one revision; inside {@link #commit} it is this view and what was staged;
 * elsewhere it is the database itself. Handles of another database act on that one, also inside a query, which does not
 * come to depend on it.
 *
 * <p>Every operation on a view is linearizable, and no read ever waits for a mutation or makes one wait.
 */
public sealed interface View permits Database, Snapshot {

    /**
     * The revision this view is at: the pinned one inside a block or query of this view, else the newest.
     *
     * @throws IllegalStateException if the view is closed
     */
    Revision revision();

    /**
     * Runs a block with this view in scope and pinned to one revision, so that all it reads agrees.
     *
     * <p>A mutation made in the block moves its pin to the revision it made: a block reads its own writes and nobody
     * else's. The block runs on a virtual thread: in place if the caller is one, else on another while the caller
     * waits. If such a caller is interrupted, it waits no longer and so is the thread of the block, which may go on: what
     * it still sets has its effect.
     *
     * {@snippet :
     * int difference = database.call(() -> words.get("a.txt") - words.get("b.txt"));
     * }
     *
     * @param block what to run
     * @return what the block returns
     * @throws X what the block throws, and nothing else
     * @throws QueryCancelledException if the caller, on a platform thread, is interrupted; on a virtual one that is for
     *     what the block does to notice
     * @throws IllegalStateException if the view is closed, or if called inside {@link #commit}, or inside a query of
     *     another view of the same database
     */
    <T extends @Nullable Object, X extends Throwable> T call(ScopedValue.CallableOp<? extends T, X> block) throws X;

    /** Runs a block as {@link #call} does, without a result. */
    void run(Runnable block);

    /**
     * Applies any number of mutations, over any inputs, at one revision boundary: all or nothing.
     *
     * <p>The block runs on the caller's thread. Reads of inputs in it see what it staged; the last mutation of a slot
     * wins. If it throws, nothing has happened. Commits of one view run one after another, so reading a value and
     * setting another that depends on it is atomic. Running queries are not waited for.
     *
     * @param mutations sets and removes inputs of this view
     * @return the revision that holds the result; the one before if nothing changed
     * @throws IllegalStateException if the block asks for a derived value or commits, if called inside a query of the
     *     same database, or if the view is closed or was ended by a mutation that ran out of memory or stack
     * @throws LimitExceededException if the result would pass the database's byte budget
     */
    Revision commit(Runnable mutations);

    /**
     * Takes a snapshot: a view that stays at this view's present revision whatever happens here.
     *
     * <p>Constant time: nothing is copied. Inside {@link #call} it is taken at the block's revision.
     *
     * @throws IllegalStateException if the view is closed
     */
    Snapshot snapshot();

    /**
     * Takes a snapshot and makes it independent: the future completes when every cached cell has been cloned, cell by
     * cell under each cell's lock, on virtual threads. From then on the snapshot shares no cell with its source.
     *
     * <p>The revision is that of the call, as with {@link #snapshot()}. Cancelling the future closes the snapshot.
     */
    CompletableFuture<Snapshot> snapshotAsync();
}
