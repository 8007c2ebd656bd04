package dev.sofrito.build;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A program in docs/examples, whose class, compiled by the build, is on the class path. */
record Example(String name) {

    static Example of(Path source) {
        String file = source.getFileName().toString();
        return new Example(file.substring(0, file.length() - ".java".length()));
    }

    /** Runs it and gives what it printed. */
    String run() throws ReflectiveOperationException {
        Method main = Class.forName(name).getDeclaredMethod("main", String[].class);
        main.setAccessible(true);
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            main.invoke(null, (Object) new String[0]);
        } catch (InvocationTargetException e) {
            throw new AssertionError("docs/examples/" + name + ".java failed", e.getCause());
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }
}
