package dev.sofrito.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The cells that depend on a node, as operations on {@link Node#dependents}.
 *
 * <p>No edge is lost: an edge for which {@link #add} has returned is in the field, or in what a {@link #take} returns,
 * until it is removed. Each edge is added and removed by who holds the claim of its cell, so not by two at a time.
 */
final class Edges {

    /*
     * Forms of the field:
     *
     *     null            no cell
     *     Cell            one
     *     Cell[]          2 to FEW, never changed: whoever wants other cells makes another array
     *     EdgeSet         about FEW to MANY
     *     EdgeStripes     more
     *
     * The field goes from one value to another by compare-and-set or, when taken, by exchange with null. Up to Cell[]
     * an edge is there if the field says so, and that is all. A set changes under its monitor, without the field. So
     * before what a set holds counts as taken, or goes into another form, the set is sealed, once and for all, under
     * that monitor:
     * - whoever comes to the monitor before finds the set unsealed, and what it does there is in what was taken;
     * - whoever comes after finds it sealed, changes nothing, and begins again with the field. That has another value
     *   by then, since take changes it before it seals, and a change of form does both under the monitor. So nobody
     *   spins.
     * A change of form that finds the field changed (by take, or by another change of the same) leaves it: the members
     * are all in what was taken, or in the new form. Of stripes each is sealed by itself; the same holds for each edge.
     */
    private static final VarHandle DEPENDENTS;

    /** The longest array. */
    private static final int FEW = 8;

    /** The largest set that is not in stripes. */
    private static final int MANY = 1024;

    static {
        try {
            DEPENDENTS = MethodHandles.lookup().findVarHandle(Node.class, "dependents", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Edges() {}

    /** Makes a cell a dependent of a node, if it is not yet. */
    static void add(Node node, Cell cell) {
        while (true) {
            Object edges = node.dependents;
            if (edges == cell) {
                return;
            }
            if (edges instanceof EdgeSet set) {
                int size = set.add(cell);
                if (size > MANY) {
                    reform(node, set);
                }
                if (size >= 0) {
                    return;
                }
            } else if (edges instanceof EdgeStripes stripes) {
                if (stripes.stripe(cell).add(cell) >= 0) {
                    return;
                }
            } else {
                Object more = more(edges, cell);
                if (more == edges || DEPENDENTS.compareAndSet(node, edges, more)) {
                    return;
                }
            }
        }
    }

    /** Makes a cell no dependent of a node, if it is one. What has been taken already keeps it. */
    static void remove(Node node, Cell cell) {
        while (true) {
            Object edges = node.dependents;
            if (edges instanceof EdgeSet set) {
                int size = set.remove(cell);
                if (size >= 0) {
                    if (size <= FEW / 2) {
                        reform(node, set);
                    }
                    return;
                }
            } else if (edges instanceof EdgeStripes stripes) {
                // Stays in stripes, however few are left, until taken.
                if (stripes.stripe(cell).remove(cell) >= 0) {
                    return;
                }
            } else {
                Object less = less(edges, cell);
                if (less == edges || DEPENDENTS.compareAndSet(node, edges, less)) {
                    return;
                }
            }
        }
    }

    /** Removes all edges of a node and gives them, for {@link #drainTo}; they do not change any more. */
    static @Nullable Object take(Node node) {
        if (node.dependents == null) {
            return null;
        }
        Object edges = DEPENDENTS.getAndSet(node, (Object) null);
        if (edges instanceof EdgeSet set) {
            set.seal();
        } else if (edges instanceof EdgeStripes stripes) {
            stripes.seal();
        }
        return edges;
    }

    /** The same, but leaves them if they are few: most of them would be made again. */
    static @Nullable Object takeMany(Node node) {
        Object edges = node.dependents;
        return edges instanceof Cell || edges instanceof Cell[] ? edges : take(node);
    }

    /**
     * Gives the edges of a node, for {@link #drainTo}, and leaves them: all that are there during the whole call, and
     * no change that comes later.
     */
    static @Nullable Object read(Node node) {
        while (true) {
            Object edges = node.dependents;
            if (!(edges instanceof EdgeSet) && !(edges instanceof EdgeStripes)) {
                return edges;
            }
            WorkList copy = new WorkList();
            if (edges instanceof EdgeSet set ? set.copyTo(copy) : ((EdgeStripes) edges).copyTo(copy)) {
                return copy.toArray();
            }
        }
    }

    /** How many edges were taken or read. */
    static int count(@Nullable Object edges) {
        return switch (edges) {
            case null -> 0;
            case Cell[] few -> few.length;
            case EdgeSet set -> set.size();
            case EdgeStripes stripes -> stripes.size();
            default -> 1;
        };
    }

    /** Pushes the edges that were taken or read. */
    static void drainTo(@Nullable Object edges, WorkList list) {
        if (edges instanceof Cell cell) {
            list.push(cell);
        } else if (edges instanceof Cell[] few) {
            list.push(few, few.length);
        } else if (edges instanceof EdgeSet set) {
            set.drainTo(list);
        } else if (edges instanceof EdgeStripes stripes) {
            stripes.drainTo(list);
        }
    }

    /** Puts what a set holds into the form that its size wants. */
    private static void reform(Node node, EdgeSet set) {
        synchronized (set) {
            int size = set.size();
            if (set.isSealed() || size > FEW / 2 && size <= MANY) {
                return;
            }
            set.seal();
            Object other;
            if (size > MANY) {
                other = new EdgeStripes(set);
            } else {
                WorkList list = new WorkList();
                set.drainTo(list);
                other = size > 1 ? list.toArray() : list.pop();
            }
            DEPENDENTS.compareAndSet(node, set, other);
        }
    }

    /** The form with a cell added; the same if it is a member. */
    private static Object more(@Nullable Object edges, Cell cell) {
        if (edges == null) {
            return cell;
        }
        if (edges instanceof Cell other) {
            return new Cell[] {other, cell};
        }
        Cell[] few = (Cell[]) edges;
        if (position(few, cell) >= 0) {
            return few;
        }
        Cell[] more = Arrays.copyOf(few, few.length + 1);
        more[few.length] = cell;
        return few.length < FEW ? more : new EdgeSet(more);
    }

    /** The form with a cell removed; the same if it is no member. */
    private static @Nullable Object less(@Nullable Object edges, Cell cell) {
        if (!(edges instanceof Cell[] few)) {
            return edges == cell ? null : edges;
        }
        int position = position(few, cell);
        if (position < 0) {
            return few;
        }
        if (few.length == 2) {
            return few[1 - position];
        }
        Cell[] less = Arrays.copyOf(few, few.length - 1);
        System.arraycopy(few, position + 1, less, position, less.length - position);
        return less;
    }

    private static int position(Cell[] few, Cell cell) {
        for (int i = 0; i < few.length; i++) {
            if (few[i] == cell) {
                return i;
            }
        }
        return -1;
    }
}
