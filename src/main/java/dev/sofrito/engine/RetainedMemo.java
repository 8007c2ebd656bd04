package dev.sofrito.engine;

import org.jspecify.annotations.Nullable;

/** A memo that replaced another one which a pinned root still needs. */
final class RetainedMemo extends Memo {

    /** Written under the cell's lock, by the publisher and by who drops the older memo; read by anyone. */
    private volatile @Nullable Memo older;

    /** In the place of a memo that nobody has seen yet. */
    RetainedMemo(Memo memo, Memo older) {
        super(memo);
        this.older = older;
    }

    @Override
    @Nullable Memo older() {
        return older;
    }

    void older(@Nullable Memo memo) {
        older = memo;
    }
}
