package dev.sofrito.model;

import dev.sofrito.CycleException;
import dev.sofrito.MissingInputException;
import dev.sofrito.QueryException;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of a cell from outside: its number, or why it failed.
 *
 * @param why class and message of what the failing function threw; empty for a value
 */
record Seen(@Nullable Integer number, String why) {

    private static final Pattern SLOT = Pattern.compile("i\\d+(\\(\\d+\\))?");
    static final String CYCLE = "CycleException";
    private static final Pattern NULL = Pattern.compile("(q\\d+\\(\\d+\\)) gave null");

    static Seen value(Object value) {
        return new Seen(Sameness.decode(value), "");
    }

    static Seen failure(QueryException e) {
        return new Seen(null, describe(e instanceof CycleException ? e : Objects.requireNonNull(e.getCause())));
    }

    /** Whether this may be what the reference says: it does not know from which cell a ring is met first. */
    boolean agrees(String expected) {
        return expected.equals(CYCLE) ? why.startsWith(CYCLE) : why.equals(expected);
    }

    boolean failed() {
        return number == null;
    }

    /** What tells that a slot was missing. */
    static String missing(String slot) {
        return "MissingInputException: " + slot;
    }

    /** What tells that a cell's function returned null. */
    static String gaveNull(String cell) {
        return "NullPointerException: " + cell;
    }

    private static String cellIn(String message) {
        Matcher matcher = NULL.matcher(message);
        return matcher.lookingAt() ? matcher.group(1) : "no cell named in: " + message;
    }

    private static String slotIn(String message) {
        Matcher matcher = SLOT.matcher(message);
        return matcher.find() ? matcher.group() : "no slot named in: " + message;
    }

    /** What tells failures apart; messages that the library words itself are left out. */
    static String describe(Throwable e) {
        return switch (e) {
            case MissingInputException missing -> missing(slotIn(String.valueOf(missing.getMessage())));
            case CycleException cycle -> CYCLE + cycle.participants();
            case NullPointerException pointer -> gaveNull(cellIn(String.valueOf(pointer.getMessage())));
            default -> e.getClass().getSimpleName() + ": " + e.getMessage();
        };
    }
}
