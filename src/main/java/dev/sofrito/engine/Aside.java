package dev.sofrito.engine;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What few recorders have; kept aside, since there are as many frames at a time as a request is deep. */
final class Aside {

    /** Reads of other threads; made, read and written under the recorder's monitor. */
    @Nullable List<Recorder.Foreign> foreign;

    /** Scopes of subtasks of a run, opened by whatever thread, that are not closed; guarded by the frame's monitor. */
    @Nullable Set<Forks> forks;

    /** The frame that a frame overtook, if it did; written before that holds the claim, read by who may overtake it. */
    volatile @Nullable Frame overtook;

    /** Set, to the participants, by whoever finds that a frame is part of a cycle; such a frame ends in failure. */
    volatile @Nullable List<String> cycle;

    /** Of a frame for a cell of a frozen view: the cell that was asked for; written before the claim is. */
    @Nullable Cell live;
}
