package dev.sofrito.model;

import dev.sofrito.Failures;
import dev.sofrito.Revision;
import dev.sofrito.View;
import java.util.HashMap;
import java.util.Map;

/** What is known of a view: its inputs and what it ought to remember. */
final class ViewModel {

    final View view;
    final Definition definition;
    final Map<Cell, Memo> memos = new HashMap<>();
    /** Of each cell the last memo that was not good for one revision only: another view may have adopted it since. */
    final Map<Cell, Memo> lasting = new HashMap<>();
    State state;
    Revision revision;
    /** Views of one family and state compute nothing twice. */
    private Object family = new Object();

    ViewModel(View view, Definition definition, State state) {
        this.view = view;
        this.definition = definition;
        this.state = state;
        this.revision = view.revision();
    }

    /**
     * What a snapshot of this view ought to remember: what holds at the present state. Of what would have to be checked
     * again nothing is promised, for the source may replace it.
     *
     * @param independent whether it is a clone, which shares nothing that is computed from now on
     */
    ViewModel snapshot(View snapshot, boolean independent) {
        ViewModel child = new ViewModel(snapshot, definition, state);
        if (!independent) {
            child.family = family;
        }
        Map<Cell, Boolean> clean = new HashMap<>();
        memos.forEach((cell, memo) -> child.memos.put(cell, clean(cell, clean) ? memo : memo.doubted()));
        return child;
    }

    /** Takes over what another view of its family has found to hold, if that is at the same state. */
    void share(ViewModel other) {
        if (other == this || other.family != family || other.state != state) {
            return;
        }
        other.memos.forEach((cell, memo) -> {
            if (memo.resolved() == state) {
                memos.put(cell, memo);
            }
        });
    }

    /** Whether a cell holds at the present state without any check. */
    private boolean clean(Cell cell, Map<Cell, Boolean> known) {
        Boolean before = known.get(cell);
        if (before == null) {
            before = compute(cell, known);
            known.put(cell, before);
        }
        return before;
    }

    private boolean compute(Cell cell, Map<Cell, Boolean> known) {
        Memo memo = memos.get(cell);
        if (memo == null || memo.uncertain()) {
            return false;
        }
        if (memo.resolved() == state) {
            return true;
        }
        known.put(cell, false); // on a ring nothing is clean
        if (ephemeral(cell, memo)) {
            return false;
        }
        return memo.reads().stream().allMatch(read -> switch (read) {
            case Read.OfSlot of -> !state.changedSince(memo.resolved(), of.slot());
            case Read.OfKeys of -> !state.membershipChangedSince(memo.resolved(), of.input());
            case Read.OfCell of -> clean(of.cell(), known)
                    && memos.get(of.cell()).changed().stamp <= memo.resolved().stamp;
        });
    }

    /** A cell has run, or was found to hold. */
    void remember(Cell cell, Memo memo) {
        memos.put(cell, memo);
        if (!ephemeral(cell, memo)) {
            lasting.put(cell, memo);
        }
    }

    /** Whether a memo is good for one revision only. */
    boolean ephemeral(Cell cell, Memo memo) {
        QuerySpec spec = definition.query(cell);
        return spec.untracked() || memo.seen().agrees(Seen.CYCLE)
                || memo.seen().failed() && spec.failures() == Failures.EACH_REVISION;
    }
}
