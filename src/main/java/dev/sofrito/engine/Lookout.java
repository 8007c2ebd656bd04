package dev.sofrito.engine;

/**
 * Whether it pays to look out for something, as spin locks that adapt do, before the thread is parked for it: the more
 * often it was in vain lately, the fewer attempts are made. By any thread; fields may lose updates.
 */
final class Lookout {

    private static final int MOST = 8;

    /** How many are left out after each, as an exponent of 2: 1 more for each in vain, the most if that was dear. */
    private int distrust;

    /** How many are to be left out yet. */
    private int leftOut;

    /** Whether to make the attempt that is due. Who makes one says what came of it. */
    boolean pays() {
        if (leftOut > 0) {
            leftOut--;
            return false;
        }
        return true;
    }

    /**
     * What came of an attempt.
     *
     * @param dear whether it cost a multiple of what it may save
     */
    void ended(boolean found, boolean dear) {
        if (found && distrust == 0) {
            return;    // (most often, on several processors: nothing is written)
        }
        distrust = found ? distrust - 1 : dear ? MOST : Math.min(distrust + 1, MOST);
        leftOut = (1 << distrust) - 1;
    }
}
