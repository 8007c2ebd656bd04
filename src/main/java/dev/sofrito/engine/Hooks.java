package dev.sofrito.engine;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import org.jspecify.annotations.Nullable;

/**
 * Places in the engine where a test may hold a thread up, to force an interleaving. Unused they cost nothing: the call
 * site is a constant to the compiler, which leaves the empty method out.
 */
final class Hooks {

    /** Where a thread is. */
    enum Point {
        /** A frame has found a cell that nobody has claimed and will try to claim it. */
        CLAIMING,
        /** A frame has claimed a cell and will look at its memo again. */
        CLAIMED,
        /** A frame has made all edges and will publish. */
        LINKED,
        /** A frame has published a memo and will look whether it may open it. */
        PUBLISHED,
        /** A frame has found that it may open its memo and will try to. */
        OPENING,
        /** A commit has announced its revision and will close slots. */
        ANNOUNCED,
        /** A commit has closed the slots that it changes and will walk. */
        SLOTS_CLOSED,
        /** A walk has a cell's memo in hand and will turn it. */
        TURNING,
        /** A commit has walked and will make its root current. */
        WALKED,
        /** A snapshot's first mutation has given it a branch of its own and will move its block there. */
        PARTED,
        /** A request has found a cell running and will wait for it. */
        WAITING,
        /** A request has given a run that it will overtake a claim in the frozen view. */
        OVERTAKING,
        /** A request has taken a root and will look for the cell. */
        BOUND,
        /** A hit has found a memo open and will have the next ones find its value without looking. */
        REFRESHING,
        /** A cell of a snapshot's branch has found what was remembered where that began, and will note it. */
        NOTING,
        /** A cell of a snapshot's branch has found what it is to be born from, and will be. */
        ADOPTING,
        /** A value is about to be evicted. */
        EVICTING,
        /** A thread has nothing to run for a caller and can be given the next one's. */
        IDLING,
        /** A caller has given such a thread something to run. */
        HANDED_OVER
    }

    /** What a test does at a point. */
    interface Hook {
        void reached(Point point, @Nullable Object where);
    }

    private static final MutableCallSite SITE = new MutableCallSite(none());
    private static final MethodHandle HOOK = SITE.dynamicInvoker();

    private Hooks() {}

    static void reach(Point point, @Nullable Object where) {
        try {
            HOOK.invokeExact(point, where);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a hook declares no checked exception", e);
        }
    }

    /** Installs a hook for all databases of this process, or none. */
    static void install(@Nullable Hook hook) {
        SITE.setTarget(hook == null ? none() : bound(hook));
        MutableCallSite.syncAll(new MutableCallSite[] {SITE});
    }

    private static MethodHandle none() {
        return MethodHandles.empty(MethodType.methodType(void.class, Point.class, Object.class));
    }

    private static MethodHandle bound(Hook hook) {
        try {
            return MethodHandles.lookup()
                    .findVirtual(Hook.class, "reached", MethodType.methodType(void.class, Point.class, Object.class))
                    .bindTo(hook);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
