package dev.sofrito.engine;

import dev.sofrito.Snapshot;
import java.lang.ref.Cleaner;

/** A snapshot as users hold it; closed if forgotten. */
final class SnapshotHandle extends AbstractView implements Snapshot {

    private static final Cleaner CLEANER = Cleaner.create();

    private final ViewState state;
    private final Cleaner.Cleanable forgotten;

    SnapshotHandle(ViewState state) {
        this.state = state;
        this.forgotten = CLEANER.register(this, state);
    }

    @Override
    ViewState state() {
        return state;
    }

    @Override
    public void close() {
        forgotten.clean();
    }
}
