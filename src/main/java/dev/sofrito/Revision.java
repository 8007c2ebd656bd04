package dev.sofrito;

/**
 * A number that names one state of one view's inputs; greater is later.
 *
 * @param number counts the mutations that changed something
 */
public record Revision(long number) implements Comparable<Revision> {

    @Override
    public int compareTo(Revision other) {
        return Long.compare(number, other.number);
    }
}
