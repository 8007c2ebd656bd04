package dev.sofrito;

/**
 * A view that stays at the revision at which it was taken, until it is mutated itself.
 *
 * <p>What was cached at that revision is used, also if the source has since moved on. Snapshots of one revision that
 * nobody mutated share what they compute. Mutations never pass between a snapshot and its source, in either direction.
 *
 * {@snippet :
 * try (Snapshot before = database.snapshot()) {
 *     text.set("a.txt", "changed");
 *     int old = before.call(() -> words.get("a.txt"));
 * }
 * }
 */
public non-sealed interface Snapshot extends View, AutoCloseable {

    /**
     * Gives up the snapshot and frees what it alone held; later uses throw {@link IllegalStateException}. Calls that
     * are under way finish. Forgetting a snapshot has the same effect once the garbage collector finds it.
     */
    @Override
    void close();
}
