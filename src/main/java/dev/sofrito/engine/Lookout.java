package dev.sofrito.engine;

/**
 * Whether it pays to look out for something, as spin locks that adapt do, before the thread is parked for it: the more
 * often it was in vain lately, the fewer attempts are made. By any thread, without synchronization: fields may lose
 * updates. What is written is made of one value that was read once, so whatever threads do, {@link #distrust} stays
 * from 0 to {@link #MOST}, and {@link #leftOut} from 0 to 2 to the power of that, less 1.
 */
final class Lookout {

    private static final int MOST = 8;

    /** How many are left out after each, as an exponent of 2: 1 more for each in vain, the most if that was dear. */
    private int distrust;

    /** How many are to be left out yet. (Read by a test, too.) */
    int leftOut;

    /** Whether to make the attempt that is due. Who makes one says what came of it. */
    boolean pays() {
        int rest = leftOut;
        if (rest == 0) {
            return true;
        }
        leftOut = rest - 1;
        return false;
    }

    /**
     * What came of an attempt.
     *
     * @param dear whether it cost a multiple of what it may save
     */
    void ended(boolean found, boolean dear) {
        int before = distrust;
        if (found && before == 0) {
            return;    // (most often, on several processors: nothing is written)
        }
        int after = found ? before - 1 : dear ? MOST : Math.min(before + 1, MOST);
        distrust = after;
        leftOut = (1 << after) - 1;
    }
}
