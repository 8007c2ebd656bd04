package dev.sofrito.cycles;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sofrito.CycleException;
import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.testing.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** A database of nodes with edges: {@code node(n)} is one more than the sum of the nodes that {@code n} leads to. */
final class Nodes {

    final Database db = Database.create();
    final Trace trace = new Trace();
    final Input<String, List<String>> edges = db.input("edges");
    final Query<String, Integer> node = db.query("node", trace.of("node", this::sum));

    private int sum(String name) {
        int sum = 1;
        for (String next : edges.find(name).orElse(List.of())) {
            sum += node.get(next);
        }
        return sum;
    }

    /** Sets where the edges of a node go, in order. */
    void edges(String from, String... to) {
        edges.set(from, List.of(to));
    }

    /** Makes each of these need the next, and the last the first. */
    void ring(String... names) {
        db.commit(() -> {
            for (int i = 0; i < names.length; i++) {
                edges(names[i], names[(i + 1) % names.length]);
            }
        });
    }

    /** Checks that the participants are just these nodes in this order, starting wherever. */
    static void assertRing(CycleException e, String... names) {
        List<String> expected = new ArrayList<>(Arrays.stream(names).map(n -> "node(" + n + ")").toList());
        assertRing(expected, e);
    }

    /** Checks that the participants are just these queries in this order, starting wherever. */
    static void assertRing(List<String> expected, CycleException e) {
        List<String> participants = new ArrayList<>(e.participants());
        int start = participants.indexOf(expected.getFirst());
        if (start > 0) {
            Collections.rotate(participants, -start);
        }
        assertEquals(expected, participants);
    }
}
