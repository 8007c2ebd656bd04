package dev.sofrito;

import java.io.Serial;
import java.util.List;

/** Says that a query, directly or through others, needs its own value at the same revision. */
public final class CycleException extends QueryException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient List<String> participants;

    /** For the engine. */
    public CycleException(List<String> path, List<String> participants, boolean writableStackTrace) {
        super(path, null, writableStackTrace);
        this.participants = participants;
    }

    /** The queries that need each other, in order, each as {@code name(key)}; the last needs the first. */
    public List<String> participants() {
        return participants;
    }

    @Override
    public String getMessage() {
        return "cycle: " + shown(participants) + " -> " + participants.getFirst()
                + "; a query may not need its own value: break the ring where one of these asks for the next";
    }
}
