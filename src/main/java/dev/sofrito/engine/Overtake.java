package dev.sofrito.engine;

/**
 * How a request gets ahead of a run at an earlier revision whose result can be of no use to it: a slot that the run has
 * read is another one at the request's revision. It takes the claim over and runs beside it.
 *
 * <p>At most two run beside each other so: under a stream of commits each request would else begin a run of its own.
 * The others wait, and then share a run at the newest revision.
 *
 * <p>The run that was overtaken goes on, with its claim on the cell of its root's frozen view, where it publishes:
 * those at its own revision find it there. Whether it may publish into the live cell or is overtaken is decided by one
 * exchange on the frame, so a memo is never published by a frame that lost the claim, and the claim never changes hands
 * while its holder still has to open its memo or to drop edges.
 */
final class Overtake {

    private Overtake() {}

    /** Tries to put a frame in the place of an outdated one that runs the same live cell at an earlier revision. */
    static boolean overtake(Frame running, Frame next) {
        Frame before = running.overtook();
        if (running.frozen() || before != null && !before.finished()) {
            return false;
        }
        Cell live = running.cell;
        Cell frozen = running.root.frozen().cell(live);
        if (!frozen.claim(running)) {
            return false;    // another one is doing the same
        }
        Hooks.reach(Hooks.Point.OVERTAKING, live);
        if (!running.overtake()) {
            frozen.release(running);
            return false;    // too late: it publishes
        }
        next.aside().overtook = running;
        return live.pass(running, next);
    }
}
