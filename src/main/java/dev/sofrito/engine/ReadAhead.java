package dev.sofrito.engine;

import org.jspecify.annotations.Nullable;

/**
 * Reads what a walk, and the runs after the commit, are about to read, so that it is in the processor's caches by then.
 *
 * <p>In a large graph nothing of that is there, and a run finds each thing by way of another: a memo, its dependencies,
 * their memos, the values of those. To read of all memos that a commit has closed first the one, then the next, has the
 * processor wait for many places in memory at a time, where the runs would wait for one after the other. So it is with
 * the walk itself, if many cells depend on one: to turn a memo is an exchange, and the processor begins nothing behind
 * that before it is done. It has no other effect, and after the walk it touches a bounded number of places whatever
 * the graph is like. Belongs to one walk.
 */
final class ReadAhead {

    /** So few closed memos are soon read without. */
    private static final int FEW = 12;

    /** If that many are closed it is not known which a request will need. */
    private static final int MOST = 32;

    /** Of a memo with more dependencies than that a run looks at them for a while anyway. */
    private static final int MOST_DEPENDENCIES = 8;

    /** Of how many cells of a list, at least as long, to read at a time. */
    private static final int BLOCK = 16;

    private final Memo[] memos = new Memo[MOST];
    private int size;

    /** How many cells the walk has visited with such a list before it. */
    private int visited;

    /** Made of what was read, so that the compiler does not leave the reading out. */
    private int sum;

    /** The walk has closed a memo. */
    void closed(Memo memo) {
        if (size < MOST) {
            memos[size++] = memo;
        }
    }

    /** The walk will come to these dependents next. */
    void next(@Nullable Object dependents) {
        if (dependents instanceof Cell cell) {
            sum += cell.used();
        }
    }

    /** The walk will come to the last cells of a list after this one; each is read of once, more or less. */
    void next(WorkList work) {
        if (work.size() < BLOCK || visited++ % BLOCK != 0) {
            return;
        }
        for (int i = 0; i < BLOCK; i++) {    // (that the processor begins with all of them before it has any)
            Memo memo = work.peek(i).memo;
            sum += memo == null || memo.isOpen() ? 1 : 0;
        }
    }

    /** Once the walk is done; the result has to be kept somewhere, and means nothing. */
    int read() {
        if (size > FEW && size < MOST) {
            for (int i = 0; i < size; i++) {
                sum += memos[i].count();
                touch(memos[i].value);
            }
            for (int step = 0; step < 3; step++) {
                for (int i = 0; i < size; i++) {
                    Memo memo = memos[i];
                    int count = memo.count();
                    for (int place = 0; place < count && count <= MOST_DEPENDENCIES; place++) {
                        read(memo.read(place), step);
                    }
                }
            }
        }
        return sum;
    }

    private void read(Dependency dependency, int step) {
        if (!(dependency instanceof Node node)) {
            return;    // of subtasks: they are on several threads anyway
        }
        if (step == 0) {
            sum += node.hash;
            return;
        }
        if (step == 1 && node.comparesKeys()) {
            touch(node.key);
        }
        if (node instanceof Cell cell) {
            Memo memo = cell.memo;
            touch(step == 1 || memo == null ? memo : memo.value);
        } else if (node instanceof Slot slot) {
            Version version = slot.newest();
            touch(step == 1 || version == null ? version : version.value());
        }
    }

    private void touch(@Nullable Object object) {
        if (object != null && object.getClass() == ReadAhead.class) {
            sum++;
        }
    }
}
