package dev.sofrito.model;

/** What random definitions and programs are made of. */
enum Profile {
    /** One thread, one view, nothing forgotten: the runs are known exactly. */
    PLAIN(false, false, false, false, true),
    /** Queries that fork, forget, are cancelled and collected. */
    RICH(true, false, true, false, true),
    /** Trees of snapshots, mutated on all sides. */
    SNAPSHOTS(false, true, false, false, true),
    /** All of it. */
    ALL(true, true, true, false, true),
    /** Queries that may need themselves. */
    CYCLES(false, true, false, true, true),
    /** For many threads: what untracked queries read outside does not change, for nobody could tell when. */
    STORM(true, true, true, false, false);

    final boolean forks;
    final boolean snapshots;
    final boolean forgets;
    final boolean cycles;
    final boolean outside;

    Profile(boolean forks, boolean snapshots, boolean forgets, boolean cycles, boolean outside) {
        this.forks = forks;
        this.snapshots = snapshots;
        this.forgets = forgets;
        this.cycles = cycles;
        this.outside = outside;
    }
}
