package dev.sofrito.model;

import java.util.concurrent.atomic.AtomicLong;

/** Puts the beginnings and ends of operations on many threads in one order. */
final class Clock {

    private final AtomicLong time = new AtomicLong();

    long tick() {
        return time.incrementAndGet();
    }
}
