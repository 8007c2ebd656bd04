package dev.sofrito.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The queries of the index answer as Java's rules have it. */
@Timeout(60)
class JavaIndexAnswersTest {

    private final JavaIndex index = new JavaIndex(Map.of(
            "a/Base.java", """
                    package a;
                    import java.util.*;
                    public class Base<T> implements Comparable<Base<T>> {
                        public static class Nested { class Deep {} }
                        List<T> list;
                        public int compareTo(Base<T> other) { return 0; }
                    }
                    """,
            "b/Left.java", """
                    package b;
                    import a.Base;
                    import java.io.File;
                    import java.util.Map.Entry;
                    import com.example.Foreign;
                    class Left extends Base<String> {
                        Nested nested;
                        Nested.Deep deep;
                        Entry<Foreign, a.Missing> entry;
                        <T> T own(Right right) { class Local {} return null; }
                    }
                    """,
            "b/Right.java", """
                    package b;
                    import static java.util.List.of;
                    import java.io.*;
                    import java.net.URI;
                    import java.nio.file.*;
                    /** Names a {@link URI#create(String)}. */
                    abstract class Right extends Left implements Closeable {
                        enum Side { LEFT }
                        Object all = of(Side.LEFT);
                    }
                    """));

    @AfterEach
    void close() {
        index.close();
    }

    @Test
    void aNameMeansWhatIsDeclaredImportedInheritedOrNear() {
        assertEquals("Optional[b.Left]", index.resolve("b/Left.java", "Left"), "declared");
        assertEquals("Optional[a.Base]", index.resolve("b/Left.java", "Base"), "imported");
        assertEquals("Optional[java.util.Map.Entry]", index.resolve("b/Left.java", "Entry"), "imported, of the JDK");
        assertEquals("Optional[com.example.Foreign]", index.resolve("b/Left.java", "Foreign"), "imported, not known");
        assertEquals("Optional[a.Base.Nested]", index.resolve("b/Left.java", "Nested"), "inherited");
        assertEquals("Optional[a.Base.Nested]", index.resolve("b/Right.java", "Nested"), "inherited twice");
        assertEquals("Optional[b.Right]", index.resolve("b/Left.java", "Right"), "of the package");
        assertEquals("Optional[java.util.List]", index.resolve("a/Base.java", "List"), "imported on demand");
        assertEquals("Optional[java.lang.String]", index.resolve("a/Base.java", "String"), "of java.lang");
        assertEquals("Optional.empty", index.resolve("a/Base.java", "Left"), "of another package");
    }

    @Test
    void usersAreTheFilesThatNameOrImportIt() {
        assertEquals("[a/Base.java, b/Left.java]", index.ask("usersOf", "a.Base"));
        assertEquals("[b/Left.java]", index.ask("usersOf", "a.Base.Nested.Deep"));
        assertEquals("[b/Left.java]", index.ask("usersOf", "b.Right"));
        assertEquals("[a/Base.java, b/Right.java]", index.ask("usersOf", "java.util.List"), "by a static import, too");
        assertEquals("[b/Left.java]", index.ask("usersOf", "com.example.Foreign"));
        assertEquals("[]", index.ask("usersOf", "no.such.Type"));
    }

    @Test
    void subclassesAreDirectOrNot() {
        assertEquals("[b.Left, b.Right]", index.ask("subclasses", "a.Base"));
        assertEquals("[b.Right]", index.ask("subclasses", "java.io.Closeable"));
        assertEquals("[]", index.ask("subclasses", "b.Right"));
    }

    @Test
    void typesThatExtendEachOtherAreNoTrouble() {
        index.put("b/Ring.java", "package b; class Ring extends Ring2 {} class Ring2 extends Ring {}");
        assertEquals("[b.Ring, b.Ring2]", index.ask("subclasses", "b.Ring"));
        assertEquals("Optional.empty", index.resolve("b/Ring.java", "Nested"));
    }

    @Test
    void unusedImportsAreNeitherInTheCodeNorInTheJavadoc() {
        assertEquals("[import java.io.File]", index.ask("unusedImports", "b/Left.java"));
        assertEquals("[import java.nio.file.*]", index.ask("unusedImports", "b/Right.java"));
        assertEquals("[]", index.ask("unusedImports", "a/Base.java"));
    }

    @Test
    void membersOfAPackageAreItsTypesAndTheirs() {
        index.put("c/C.java", "package c;\nclass C {\n  final int a, b[] = {};\n  C() {}\n}\n");
        assertEquals("[Type[kind=class, name=c.C, signature=class C, line=0, supertypes=[], members=["
                + "Member[kind=field, name=a, signature=final int a, line=0], "
                + "Member[kind=field, name=b, signature=final int[] b, line=0], "
                + "Member[kind=constructor, name=C, signature=C(), line=0]]]]", index.ask("members", "c"));
    }

    @Test
    void aMovedTypeIsFoundWhereItIsNow() {
        index.put("a/Base.java", "package z; public class Base {}");
        assertEquals("Optional.empty", index.resolve("b/Left.java", "Nested"));
        assertEquals("[]", index.ask("subclasses", "z.Base"));
        index.put("b/Left.java", "package b; import z.Base; class Left extends Base {}");
        assertEquals("[b.Left, b.Right]", index.ask("subclasses", "z.Base"));
    }
}
