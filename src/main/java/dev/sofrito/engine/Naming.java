package dev.sofrito.engine;

/**
 * Names threads after the query that they run, so that a thread dump shows {@code words(a.txt)}.
 *
 * <p>The first run on a thread always names it. A run inside another run on the same thread does so while few
 * of its query have begun, and if they take long enough for that not to matter: a name costs as much as a small query.
 * One of 64 keys goes on finding out.
 */
final class Naming {

    private static final int SAMPLE = 63;
    private static final int ENOUGH = 16;
    private static final long LONG_NANOS = 20_000;

    /**
     * Named runs begun that something asked for, less two for each that turned out to be long, from 0 to
     * {@link #ENOUGH}; written and read by runs without synchronization, as a mere estimate. Counted when they begin, or
     * the first request of a deep graph would name all runs. A run takes long, too, if it waits for many short ones
     * below it: so a long one weighs no more than it does.
     */
    private int begun;

    /** What a thread was called before, and since when it no longer is; 0 if how long that was decides nothing. */
    record Before(String name, long nanos) {}

    /** Whether it is worth it to name the thread after a run that begins. */
    boolean wants(Frame frame) {
        Frame parent = frame.parent();
        if (parent == null || parent.owner != Thread.currentThread()) {
            return true;
        }
        if (begun < ENOUGH) {
            begun++;
            return true;
        }
        return (frame.cell.hash & SAMPLE) == 0;
    }

    /** Names the thread; for {@link #exit}. */
    Before enter(Frame frame) {
        Thread thread = Thread.currentThread();
        long nanos = frame.asker == null ? 0 : System.nanoTime();
        Before before = new Before(thread.getName(), nanos);
        thread.setName(frame.cell.label());
        return before;
    }

    void exit(Before before) {
        Thread.currentThread().setName(before.name);
        if (before.nanos != 0 && System.nanoTime() - before.nanos > LONG_NANOS) {
            begun = Math.max(0, begun - 2);
        }
    }
}
