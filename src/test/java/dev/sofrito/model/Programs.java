package dev.sofrito.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes random programs over a definition. */
final class Programs {

    private final Definition definition;
    private final Random random;
    private final Profile profile;
    private final List<Cell> cells;

    Programs(Definition definition, Random random, Profile profile) {
        this.definition = definition;
        this.random = random;
        this.profile = profile;
        this.cells = definition.cells();
    }

    /** A program that starts by setting most inputs. */
    List<Op> program() {
        List<Op> ops = new ArrayList<>(List.of(fill()));
        int length = 10 + random.nextInt(40);
        for (int i = 0; i < length; i++) {
            ops.add(op());
        }
        return ops;
    }

    /** Sets most inputs. */
    Op.Batch fill() {
        List<Edit> fill = new ArrayList<>();
        for (int input = 0; input < definition.inputs().size(); input++) {
            for (int key = 0; key < definition.inputs().get(input).keys(); key++) {
                if (random.nextInt(8) > 0) {
                    fill.add(new Edit(new Slot(input, key), random.nextInt(4)));
                }
            }
        }
        return new Op.Batch(0, fill, false);
    }

    private Op op() {
        int view = random.nextInt(8);
        int dice = random.nextInt(100);
        if (dice < 38) {
            boolean interrupted = profile.forgets && random.nextInt(12) == 0;
            return new Op.Ask(view, cell(), interrupted);
        } else if (dice < 68) {
            return new Op.Change(view, edit());
        } else if (dice < 74) {
            return new Op.Batch(view, edits(), random.nextInt(5) == 0);
        } else if (dice < 80) {
            return block(view);
        } else if (dice < 83) {
            return new Op.Peek(view, cell());
        } else if (dice < 86) {
            return new Op.Look(view, slot());
        } else if (dice < 92 && profile.snapshots) {
            return new Op.Take(view, random.nextInt(3) == 0);
        } else if (dice < 95 && profile.snapshots) {
            return new Op.Close(view);
        } else if (dice < 96 && profile.forgets) {
            return new Op.Collect(random.nextInt(4));
        } else if (dice < 98 && !profile.cycles) {
            int query = random.nextInt(definition.queries().size());
            List<Integer> keys = new ArrayList<>();
            for (int key = 0; key < definition.queries().get(query).keys(); key++) {
                keys.add(key);
            }
            return new Op.AskAll(view, query, keys);
        }
        return new Op.Ask(view, cell(), false);
    }

    private Op block(int view) {
        List<Op> ops = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            ops.add(switch (random.nextInt(4)) {
                case 0 -> new Op.Change(view, edit());
                case 1 -> new Op.Look(view, slot());
                default -> new Op.Ask(view, cell(), false);
            });
        }
        return new Op.Block(view, ops);
    }

    private List<Edit> edits() {
        List<Edit> edits = new ArrayList<>();
        int count = random.nextInt(5);
        for (int i = 0; i < count; i++) {
            edits.add(edit());
        }
        return edits;
    }

    Edit edit() {
        return new Edit(slot(), random.nextInt(6) == 0 ? null : (Integer) random.nextInt(4));
    }

    Slot slot() {
        int input = random.nextInt(definition.inputs().size());
        return new Slot(input, random.nextInt(definition.inputs().get(input).keys()));
    }

    /** Any cell; those of later queries, which read more, more often. */
    Cell cell() {
        int n = cells.size();
        return cells.get(Math.max(random.nextInt(n), random.nextInt(n)));
    }
}
