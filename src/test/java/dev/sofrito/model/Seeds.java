package dev.sofrito.model;

import java.util.Random;

/** Random numbers from seeds. */
final class Seeds {

    private Seeds() {}

    /** A source of numbers that does not resemble that of the next seed. */
    static Random random(long seed) {
        return new Random(seed * 0x9E3779B97F4A7C15L ^ seed >>> 7);
    }
}
