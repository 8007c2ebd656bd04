package dev.sofrito.engine;

import org.jspecify.annotations.Nullable;

/** A set of nodes by identity, for one thread: open addressing over the hashes that nodes have. */
final class NodeSet {

    private @Nullable Node[] table = new Node[32];
    private int size;

    /** Whether the node was not in it. */
    boolean add(Node node) {
        if (size * 2 >= table.length) {
            grow();
        }
        if (!insert(table, node)) {
            return false;
        }
        size++;
        return true;
    }

    boolean contains(Node node) {
        int mask = table.length - 1;
        for (int i = index(node) & mask;; i = i + 1 & mask) {
            Node there = table[i];
            if (there == null || there == node) {
                return there == node;
            }
        }
    }

    private static boolean insert(@Nullable Node[] table, Node node) {
        int mask = table.length - 1;
        for (int i = index(node) & mask;; i = i + 1 & mask) {
            Node there = table[i];
            if (there == null) {
                table[i] = node;
                return true;
            }
            if (there == node) {
                return false;
            }
        }
    }

    private static int index(Node node) {
        int ingredient = switch (node) {
            case Slot slot -> slot.input.id;
            case Cell cell -> cell.query.id;
        };
        int h = node.hash * 0x9E3779B9 + ingredient * 0x85EBCA6B;
        return h ^ h >>> 15;
    }

    private void grow() {
        @Nullable Node[] old = table;
        table = new Node[old.length * 4];
        for (Node node : old) {
            if (node != null) {
                insert(table, node);
            }
        }
    }
}
