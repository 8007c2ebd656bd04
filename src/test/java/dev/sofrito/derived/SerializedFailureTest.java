package dev.sofrito.derived;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sofrito.CycleException;
import dev.sofrito.Database;
import dev.sofrito.Query;
import dev.sofrito.QueryException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Exceptions are shipped between processes, by remote calls and by test runners, and say the same there. */
@Timeout(60)
class SerializedFailureTest {

    private final Database db = Database.create();
    private final Query<String, Integer> bottom = db.query("bottom", k -> {
        throw new IOException("disk on fire");
    });
    private final Query<String, Integer> top = db.query("top", bottom::get);
    private final Query<String, Integer> self = db.query("self", this::ask);

    private Integer ask(String key) {
        return self.get(key);
    }

    private static Object copy(Object object) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }

    @Test
    @Tag("derived.failure")
    void aFailureKeepsPathAndCause() throws Exception {
        QueryException e = assertThrows(QueryException.class, () -> top.get("a"));
        QueryException copy = assertInstanceOf(QueryException.class, copy(e));
        assertEquals(List.of("top(a)", "bottom(a)"), copy.path());
        assertEquals(e.getMessage(), copy.getMessage());
        assertEquals("disk on fire", copy.getCause().getMessage());
    }

    @Test
    @Tag("cycle.self")
    void aCycleKeepsItsParticipants() throws Exception {
        CycleException e = assertThrows(CycleException.class, () -> self.get("a"));
        CycleException copy = assertInstanceOf(CycleException.class, copy(e));
        assertEquals(List.of("self(a)"), copy.participants());
        assertEquals(e.path(), copy.path());
        assertEquals(e.getMessage(), copy.getMessage());
    }
}
