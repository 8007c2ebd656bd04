package dev.sofrito.engine;

import dev.sofrito.engine.map.PersistentMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Applies mutations to a branch as one new revision. The order of the steps is the protocol of
 * {@code docs/internals/publish.pml}; see {@link Publish} for the argument.
 *
 * <p>Everything that can fail comes first: a mutation that is refused has had no effect. What is thrown later, such as
 * for a lack of memory, leaves some memos closed and others not: nobody may go on from there. Another commit would take
 * what this one has closed for its own doing, and leave the rest open. So the branch is then as if it had been closed
 * before.
 */
final class Commit {

    private static final int KEYS_HASH = NodeTable.hash(Slot.KEYS);

    private final Branch branch;
    private final Root before;
    private final long revision;
    private final Change[] changes;

    /** What the changed slots were, null for absent ones. (This and {@link #slots} may be longer than what changes.) */
    private final @Nullable Object[] olds;

    /** What the changed slots become. */
    private final Version[] versions;

    /**
     * Their nodes, as far as there were any before C1: those stay in the table, since only the collector takes nodes
     * out, and it needs the commit lock too. To find them calls {@code equals} of users' keys, which may throw.
     */
    private final @Nullable Slot[] slots;

    /** By {@link Ingredient#id}: the inputs' new states, and for a batch the builders of their maps. */
    private final @Nullable InputState[] states;
    private final PersistentMap.@Nullable Builder<Object, Version>[] builders;

    /** The inputs of which a slot appears or goes. */
    private final BitSet keysChanged = new BitSet();

    private long mediumChangedAt;
    private long highChangedAt;
    private long bytes;

    @SuppressWarnings({"unchecked", "rawtypes"})    // no arrays of generic types
    private Commit(Branch branch, Root before, Change[] changes, @Nullable Object[] olds,
            @Nullable Slot[] slots, int ids) {
        this.branch = branch;
        this.before = before;
        this.revision = before.revision + 1;
        this.changes = changes;
        this.olds = olds;
        this.versions = new Version[changes.length];
        this.slots = slots;
        this.states = before.states(ids);
        this.builders = new PersistentMap.Builder[changes.length == 1 ? 0 : ids];
        this.mediumChangedAt = before.mediumChangedAt;
        this.highChangedAt = before.highChangedAt;
        this.bytes = before.bytes;
    }

    /**
     * Applies changes, each of another slot. The caller holds the branch's commit lock.
     *
     * <p>In a large graph most of a commit's time is spent waiting for memory. What a slot was, its node, and the cells
     * above it are found by ways that have nothing to do with one another, so they are gone one just behind the other:
     * the processor then goes them at the same time ({@code docs/decisions/0001}).
     *
     * @return the root that has them: the current one if nothing differs from it
     */
    static Root apply(Branch branch, List<Change> changes) {
        Root before = branch.current;
        Change[] effective = new Change[changes.size()];
        @Nullable Object[] olds = new Object[changes.size()];
        @Nullable Slot[] slots = new Slot[changes.size()];
        int size = 0;
        int ids = 0;
        for (Change change : changes) {
            Version version = before.version(change.input(), change.key(), change.hash());
            Slot slot = branch.<Slot>table(change.input()).get(change.key(), change.hash());
            Object old = version.value();
            if (!Objects.deepEquals(old, change.value())) {
                effective[size] = change;
                olds[size] = old;
                slots[size++] = slot;
                ids = Math.max(ids, change.input().id + 1);
            }
        }
        if (size == 0) {
            return before;
        }
        ReadAhead ahead = new ReadAhead();
        ahead.from(slots, size);
        Commit commit = new Commit(branch, before, Arrays.copyOf(effective, size), olds, slots, ids);
        return commit.publish(commit.prepare(), ahead);
    }

    /** Whether any change differs from what is at a root. */
    static boolean isEffective(Root root, List<Change> changes) {
        return changes.stream().anyMatch(change -> !Objects.deepEquals(
                root.version(change.input(), change.key(), change.hash()).value(), change.value()));
    }

    private Root prepare() {
        if (revision % Fresh.ERA == 0 && branch == branch.engine.primary) {
            branch.engine.queries().forEach(query -> query.fresh.beginAnew(query));
        }
        for (int i = 0; i < changes.length; i++) {
            versions[i] = put(changes[i], olds[i]);
        }
        for (int id = 0; id < builders.length; id++) {
            PersistentMap.Builder<Object, Version> builder = builders[id];
            InputState state = states[id];
            if (builder != null && state != null) {
                states[id] = new InputState(
                        builder.build(), state.present(), state.keysChangedAt(), state.forgottenAt());
            }
        }
        forget();
        Sizes sizes = branch.engine.sizes;
        if (sizes != null && bytes > before.bytes) {
            sizes.check(changes.length == 1
                    ? changes[0].input().label(changes[0].key())
                    : "a batch of " + changes.length + " mutations", bytes);
        }
        return new Root(branch, revision, states, mediumChangedAt, highChangedAt, bytes);
    }

    /** Drops what is remembered of removed slots that the collector found to be of no more use. */
    private void forget() {
        for (Collector.Removed removed : branch.forgotten) {
            int id = removed.input().id;
            InputState state = id < states.length ? states[id] : null;
            Version version = state == null ? null : state.versions().get(removed.key(), removed.hash());
            if (state != null && version != null && version.value() == null) {
                states[id] = new InputState(state.versions().without(removed.key(), removed.hash()), state.present(),
                        state.keysChangedAt(), Math.max(state.forgottenAt(), version.changedAt()));
            }
        }
    }

    private Version put(Change change, @Nullable Object old) {
        InputDefinition input = change.input();
        Object key = change.key();
        InputState state = Objects.requireNonNullElse(states[input.id], InputState.EMPTY);
        Version version = new Version(change.value(), revision);
        PersistentMap<Object, Version> map = state.versions();
        if (builders.length == 0) {
            map = map.with(key, change.hash(), version);
        } else {
            PersistentMap.Builder<Object, Version> builder = builders[input.id];
            if (builder == null) {
                builder = map.edit();
                builders[input.id] = builder;
            }
            builder.put(key, change.hash(), version);
        }
        int more = (version.value() == null ? 0 : 1) - (old == null ? 0 : 1);
        if (more != 0) {
            keysChanged.set(input.id);
        }
        long keysChangedAt = more == 0 ? state.keysChangedAt() : revision;
        states[input.id] = new InputState(map, state.present() + more, keysChangedAt, state.forgottenAt());
        if (input.level == Memo.MEDIUM) {
            mediumChangedAt = revision;
        } else if (input.level == Memo.HIGH) {
            highChangedAt = revision;
        }
        if (branch.engine.sizes != null) {
            bytes += Sizes.slot(key, version.value()) - Sizes.slot(key, old);
        }
        return version;
    }

    private Root publish(Root next, ReadAhead ahead) {
        branch.forgotten.clear();
        try {
            branch.pins.retire(before);
            branch.announced = revision;                    // C1
            Hooks.reach(Hooks.Point.ANNOUNCED, next);
            List<Slot> closed = closeSlots();               // C2
            Hooks.reach(Hooks.Point.SLOTS_CLOSED, next);
            Walk.from(branch, closed, revision, ahead);     // C3
            Hooks.reach(Hooks.Point.WALKED, next);
        } catch (Throwable t) {    // (calls nothing: perhaps there is no stack left)
            branch.broken = t;
            branch.current = branch.closed;
            throw t;
        }
        branch.current = next;                              // C4
        branch.pins.dropIfUnheld(before);
        return next;
    }

    /**
     * Closes the slots that have nodes. One whose node is not in the table yet has no dependents whose memos could
     * be OPEN: who makes it after this look sees that a commit is under way, or its root ({@link Slot#learn}).
     *
     * @return those that may have edges
     */
    private List<Slot> closeSlots() {
        List<Slot> closed = new ArrayList<>(changes.length + 1);
        for (int i = 0; i < changes.length; i++) {
            InputDefinition input = changes[i].input();
            close(input, slot(i), versions[i], closed);
            if (keysChanged.get(input.id)) {
                keysChanged.clear(input.id);
                Slot keys = branch.<Slot>table(input).find(Slot.KEYS, KEYS_HASH);
                close(input, keys, new Version(null, revision), closed);
            }
        }
        return closed;
    }

    private @Nullable Slot slot(int i) {
        Slot slot = slots[i];
        return slot != null ? slot : branch.<Slot>table(changes[i].input()).find(changes[i].key(), changes[i].hash());
    }

    private static void close(InputDefinition input, @Nullable Slot slot, Version version, List<Slot> closed) {
        if (slot != null) {
            slot.close(version);
            if (input.level == Memo.LOW) {
                closed.add(slot);
            }
        }
    }
}
