package dev.sofrito.examples;

import dev.sofrito.Query;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An index of docs/examples/javaindex, reached by reflection since it is on the class path of tests only when they run.
 * Answers are compared as text: they are records, lists and maps.
 */
final class JavaIndex implements AutoCloseable {

    private final Object index = make("javaindex.Index");

    JavaIndex(Map<String, String> files) {
        var changes = new TreeMap<String, Optional<String>>();
        files.forEach((file, text) -> changes.put(file, Optional.of(text)));
        call(index, "update", Map.class, changes);
    }

    void put(String file, String text) {
        call(index, "update", Map.class, Map.of(file, Optional.of(text)));
    }

    void remove(String file) {
        call(index, "update", Map.class, Map.of(file, Optional.empty()));
    }

    /** The value of a query. */
    String ask(String query, Object key) {
        return get(query, key).toString();
    }

    /** What a simple name in a file means. */
    String resolve(String file, String name) {
        try {
            var key = Class.forName("javaindex.Index$NameIn").getConstructor(String.class, String.class);
            return ask("resolve", key.newInstance(file, name));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** How often each query ran since this was last asked, and how often that was cut off: {@code 2 (1)}. */
    Map<String, String> ran() {
        try {
            Object counters = index.getClass().getField("counters").get(index);
            var ran = new TreeMap<String, String>();
            ((Map<?, ?>) counters.getClass().getMethod("take").invoke(counters)).forEach((query, count) -> {
                if (!count.toString().equals("0")) {
                    ran.put(query.toString(), count.toString());
                }
            });
            return ran;
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        try {
            ((AutoCloseable) index).close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @SuppressWarnings("unchecked")
    private Object get(String query, Object key) {
        try {
            return ((Query<Object, Object>) index.getClass().getField(query).get(index)).get(key);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static Object make(String type) {
        try {
            return Class.forName(type).getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static void call(Object on, String method, Class<?> parameter, Object argument) {
        try {
            on.getClass().getMethod(method, parameter).invoke(on, argument);
        } catch (InvocationTargetException e) {
            throw new AssertionError(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
