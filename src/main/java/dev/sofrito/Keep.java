package dev.sofrito;

/**
 * A bound on how many values a query keeps. Values that are read rarely go first; what they were computed from is kept,
 * so that one asked for again costs one run at most.
 *
 * @param values how many values are kept at most
 */
public record Keep(int values) implements QueryOption {

    /** Checks the bound. */
    public Keep {
        if (values < 1) {
            throw new IllegalArgumentException("Keep.atMost(" + values + "): at least 1 value must be kept");
        }
    }

    /** Keeps that many values at most. */
    public static Keep atMost(int values) {
        return new Keep(values);
    }
}
