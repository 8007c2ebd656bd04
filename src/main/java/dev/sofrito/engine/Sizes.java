package dev.sofrito.engine;

import dev.sofrito.LimitExceededException;
import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The byte budget of a database, and the estimates it goes by: what a key or value holds, by its kind; not what the
 * virtual machine really takes, which no program can tell.
 */
final class Sizes {

    /** For an object of which nothing is known, and as the overhead of any. */
    private static final int OBJECT = 16;
    private static final int UNKNOWN = 64;

    /** For what the database itself spends on a slot or an interned value. */
    private static final int ENTRY = 64;

    private final Engine engine;
    private final long limit;

    /** Of interned values. */
    private final AtomicLong interned = new AtomicLong();

    Sizes(Engine engine, long limit) {
        this.engine = engine;
        this.limit = limit;
    }

    /** Refuses a mutation that would bring a view's slots to so many bytes. */
    void check(String what, long slots) {
        long needed = slots + interned.get();
        if (needed > limit) {
            throw new LimitExceededException(what, needed, limit);
        }
    }

    /** Takes room for an interned value. */
    void reserve(long bytes, String what) {
        long slots = engine.primary.current.bytes;
        for (;;) {
            long before = interned.get();
            if (slots + before + bytes > limit) {
                throw new LimitExceededException(what, slots + before + bytes, limit);
            }
            if (interned.compareAndSet(before, before + bytes)) {
                return;
            }
        }
    }

    void release(long bytes) {
        interned.addAndGet(-bytes);
    }

    /** Of a slot; nothing if it is absent. */
    static long slot(Object key, @Nullable Object value) {
        return value == null ? 0 : ENTRY + of(key) + of(value);
    }

    static long interned(Object value) {
        return ENTRY + of(value);
    }

    private static long of(@Nullable Object object) {
        return switch (object) {
            case null -> 0;
            case Boolean b -> OBJECT;
            case Character c -> OBJECT;
            case Number n -> OBJECT + 8;
            case Enum<?> e -> 0;
            case Class<?> c -> 0;
            case CharSequence s -> 2 * OBJECT + 2L * s.length();
            case Optional<?> o -> OBJECT + of(o.orElse(null));
            case Collection<?> c -> c.stream().mapToLong(e -> 8 + of(e)).sum() + 2 * OBJECT;
            case Map<?, ?> m -> 2 * OBJECT
                    + m.entrySet().stream().mapToLong(e -> ENTRY / 2 + of(e.getKey()) + of(e.getValue())).sum();
            case Record r -> record(r);
            case Object array when array.getClass().isArray() -> array(array);
            default -> UNKNOWN;
        };
    }

    private static long record(Record record) {
        long bytes = OBJECT;
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            bytes += 8;
            if (!component.getType().isPrimitive()) {
                try {
                    component.getAccessor().setAccessible(true);
                    bytes += of(component.getAccessor().invoke(record));
                } catch (ReflectiveOperationException | RuntimeException e) {
                    bytes += UNKNOWN;    // not open to us
                }
            }
        }
        return bytes;
    }

    private static long array(Object array) {
        int length = Array.getLength(array);
        Class<?> component = array.getClass().getComponentType();
        if (component.isPrimitive()) {
            int each = component == long.class || component == double.class ? 8
                    : component == int.class || component == float.class ? 4
                    : component == short.class || component == char.class ? 2 : 1;
            return OBJECT + (long) each * length;
        }
        long bytes = OBJECT;
        for (int i = 0; i < length; i++) {
            bytes += 8 + of(Array.get(array, i));
        }
        return bytes;
    }
}
