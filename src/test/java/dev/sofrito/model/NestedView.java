package dev.sofrito.model;

import dev.sofrito.Revision;
import dev.sofrito.Snapshot;
import dev.sofrito.View;

/** A view in a {@link Nesting}: what it holds, and with which others it shares what is computed. */
final class NestedView {

    final View view;
    State state;
    long revision;
    /** The view whose revision this is: itself, or the one from which it was taken, if it is still as that was. */
    NestedView branch;
    /** How many requests are under way in it. */
    int requests;

    private final String name;

    /** The database, or a clone, which shares nothing. */
    NestedView(String name, View view, State state) {
        this.name = name;
        this.view = view;
        this.state = state;
        this.revision = view.revision().number();
        this.branch = this;
    }

    /** A snapshot. */
    NestedView(String name, Snapshot snapshot, NestedView source) {
        this(name, snapshot, source.state);
        branch = source.branch;
    }

    /** It has been mutated. */
    void moveTo(State next, Revision made) {
        state = next;
        revision = made.number();
        branch = this;
    }

    /** Closes it, if it is a snapshot. */
    void close() {
        if (view instanceof Snapshot snapshot) {
            snapshot.close();
        }
    }

    @Override
    public String toString() {
        return name + " @" + revision;
    }
}
