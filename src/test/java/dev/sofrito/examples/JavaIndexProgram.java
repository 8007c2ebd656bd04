package dev.sofrito.examples;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A run of the program docs/examples/javaindex, with what it prints. */
final class JavaIndexProgram {

    private final Printed out = new Printed();
    private final Printed err = new Printed();

    /** Runs it to its end and gives the exit code. */
    int run(Object path, boolean watch) {
        try {
            Class<?> main = Class.forName("javaindex.Main");
            Object program = main.getConstructor(PrintStream.class, PrintStream.class, boolean.class).newInstance(
                    new PrintStream(out, true, StandardCharsets.UTF_8),
                    new PrintStream(err, true, StandardCharsets.UTF_8), false);
            return (int) main.getMethod("run", String.class, boolean.class).invoke(program, path.toString(), watch);
        } catch (InvocationTargetException e) {
            throw new AssertionError("javaindex threw", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** Waits until a line that starts so has been printed, and gives all that was printed from there on. */
    String await(String start) throws InterruptedException {
        return out.await(start);
    }

    private static final class Printed extends ByteArrayOutputStream {

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            super.write(bytes, offset, length);
            notifyAll();
        }

        synchronized String await(String start) throws InterruptedException {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            for (;;) {
                String text = "\n" + toString(StandardCharsets.UTF_8);
                int at = text.indexOf("\n" + start);
                if (at >= 0 && text.indexOf('\n', at + 1) > 0) {
                    return text.substring(at + 1);
                }
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    throw new AssertionError("no line " + start + " in:" + text);
                }
                wait(left);
            }
        }
    }
}
