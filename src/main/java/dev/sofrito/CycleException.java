package dev.sofrito;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.util.List;

/** Says that a query, directly or through others, needs its own value at the same revision. */
public final class CycleException extends QueryException {

    @Serial
    private static final long serialVersionUID = 1L;

    private transient List<String> participants;

    /** For the engine. */
    public CycleException(List<String> path, List<String> participants, boolean writableStackTrace) {
        super(path, null, writableStackTrace);
        this.participants = participants;
    }

    /** The queries that need each other, in order, each as {@code name(key)}; the last needs the first. */
    public List<String> participants() {
        return participants;
    }

    @Serial
    private void writeObject(ObjectOutputStream out) throws IOException {
        out.defaultWriteObject();
        out.writeObject(participants.toArray(String[]::new));
    }

    @Serial
    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        participants = List.of((String[]) in.readObject());
    }

    @Override
    public String getMessage() {
        return "cycle: " + shown(participants) + " -> " + participants.getFirst()
                + "; a query may not need its own value: break the ring where one of these asks for the next";
    }
}
