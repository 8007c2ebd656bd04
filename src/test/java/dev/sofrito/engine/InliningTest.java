package dev.sofrito.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.reflect.AccessFlag;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What decides how much of the engine is on the stack for each query of a deep request: which methods HotSpot inlines
 * into which, see {@code docs/decisions/0009}.
 */
class InliningTest {

    /** HotSpot's {@code FreqInlineSize}: what is called often is inlined up to so many bytes of code. */
    private static final int MOST_INLINED = 325;

    @ParameterizedTest
    @CsvSource({"Execute, here", "Request, find", "Recorder, add"})
    @DisplayName("too long to be inlined: what runs a query, and what has returned by then or comes after")
    void isNotInlined(String type, String method) throws IOException {
        int bytes = codeLength(type, method);
        assertTrue(bytes > MOST_INLINED,
                () -> "%s.%s has %d bytes of code, and so is inlined".formatted(type, method, bytes));
    }

    @ParameterizedTest
    @CsvSource({"Request, value", "Request, answer", "QueryHandle, get", "Frame, call"})
    @DisplayName("short: what is between a query's function and what runs the next one")
    void isInlined(String type, String method) throws IOException {
        int bytes = codeLength(type, method);
        assertTrue(bytes <= MOST_INLINED,
                () -> "%s.%s has %d bytes of code, and so is not inlined".formatted(type, method, bytes));
    }

    private static int codeLength(String type, String method) throws IOException {
        byte[] bytes;
        try (InputStream in = Frame.class.getResourceAsStream(type + ".class")) {
            bytes = in.readAllBytes();
        }
        List<MethodModel> found = ClassFile.of().parse(bytes).methods().stream()
                .filter(candidate -> candidate.methodName().equalsString(method) && candidate.code().isPresent()
                        && !candidate.flags().has(AccessFlag.BRIDGE))
                .toList();
        assertEquals(1, found.size(), () -> type + "." + method + ": " + found);
        return found.getFirst().code().map(code -> ((CodeAttribute) code).codeLength()).orElseThrow();
    }
}
