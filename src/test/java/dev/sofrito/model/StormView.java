package dev.sofrito.model;

import dev.sofrito.View;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** A view under many threads, and the log of what they did to it. */
final class StormView {

    final View view;
    final @Nullable StormView parent;
    /** The revision at which a snapshot was taken. */
    final long origin;
    final Queue<Mutation> mutations = new ConcurrentLinkedQueue<>();
    final Queue<Observation> observations = new ConcurrentLinkedQueue<>();
    /** Set before a snapshot is closed: from then on it may say that it is. */
    volatile boolean closing;

    StormView(View view, @Nullable StormView parent) {
        this.view = view;
        this.parent = parent;
        this.origin = view.revision().number();
    }
}
