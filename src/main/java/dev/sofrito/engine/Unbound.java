package dev.sofrito.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Some threads that are known to be in no {@link Scope}. To find that out costs a {@link ScopedValue} more than it
 * costs to answer a cached request, since it remembers only what it finds; see {@code docs/decisions/0008}.
 *
 * <p>Only a thread itself enters itself, when it is in no scope, and before it is bound to one it takes itself out: all
 * bindings are made by {@link Scope#bind}. A thread that inherits a scope has it from its start on. So who finds itself
 * here is in no scope, whatever other threads do: they write other ids. Ids are never used again.
 */
final class Unbound {

    private static final VarHandle IDS = MethodHandles.arrayElementVarHandle(long[].class);

    private static final int MOST = 64;

    /** One in each cache line. */
    private static final int PADDED = 8;

    /** Thread ids, or 0; each thread writes its own id, and 0 in the place of that, and all read without order. */
    private static final long[] ids = new long[MOST * PADDED];

    /** Of so many requests of a thread whose place is taken, one takes it: so two threads do not fight for it. */
    private static final int RARELY = 1024;

    private Unbound() {}

    /** Whether the current thread is known to be in no scope. */
    static boolean knowsMe() {
        long id = Thread.currentThread().threadId();
        return (long) IDS.getOpaque(ids, place(id)) == id;
    }

    /** The current thread is in no scope. */
    static void add() {
        long id = Thread.currentThread().threadId();
        int place = place(id);
        long there = (long) IDS.getOpaque(ids, place);
        if (there != id && (there == 0 || ThreadLocalRandom.current().nextInt(RARELY) == 0)) {
            IDS.setOpaque(ids, place, id);
        }
    }

    /** The current thread is about to be in a scope. */
    static void remove() {
        long id = Thread.currentThread().threadId();
        int place = place(id);
        if ((long) IDS.getOpaque(ids, place) == id) {
            IDS.setOpaque(ids, place, 0L);
        }
    }

    private static int place(long id) {
        return ((int) id & MOST - 1) * PADDED;
    }
}
