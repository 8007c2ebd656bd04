package dev.sofrito;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says that the function of a query failed: {@link #path()} leads from the request to the query that failed, and
 * {@link #getCause()} is what its function threw.
 */
public non-sealed class QueryException extends SofritoException {

    @Serial
    private static final long serialVersionUID = 1L;

    private static final int SHOWN = 8;

    /** As the engine made it: a list that a million exceptions have in common. Written and read as an array. */
    private transient List<String> path;

    /** For the engine. */
    public QueryException(List<String> path, @Nullable Throwable cause, boolean writableStackTrace) {
        super(null, cause, writableStackTrace);
        this.path = path;
    }

    /** Made when asked for: a failure may be passed on by a million queries, and the path be as long. */
    @Override
    public String getMessage() {
        String what = path.isEmpty() ? "a subtask failed" : shown(path) + " failed";
        return getCause() == null ? what : what + ": " + getCause();
    }

    /**
     * The queries from the request to the failure, each as {@code name(key)}. As the cause it is that of the run that
     * is remembered: a query that need not run again, as one that it read failed again in an equal way, keeps both.
     */
    public List<String> path() {
        return path;
    }

    @Serial
    private void writeObject(ObjectOutputStream out) throws IOException {
        out.defaultWriteObject();
        out.writeObject(path.toArray(String[]::new));
    }

    @Serial
    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        path = List.of((String[]) in.readObject());
    }

    /** A path for people: a long one is shortened in its middle. */
    static String shown(List<String> path) {
        int n = path.size();
        if (n <= 2 * SHOWN) {
            return String.join(" -> ", path);
        }
        return String.join(" -> ", path.subList(0, SHOWN)) + " -> … " + (n - 2 * SHOWN) + " more … -> "
                + String.join(" -> ", path.subList(n - SHOWN, n));
    }
}
