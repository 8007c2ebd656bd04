package dev.sofrito.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The summary of a file tells each kind of declaration there is, and why a file does not parse. */
@Timeout(60)
class JavaIndexParsingTest {

    private static String summary(String file, String text) {
        try (JavaIndex index = new JavaIndex(Map.of(file, text))) {
            return index.ask("summary", file);
        }
    }

    private static void assertTold(String summary, String... parts) {
        for (String part : parts) {
            assertTrue(summary.contains(part), () -> "no " + part + " in " + summary);
        }
    }

    @Test
    void classesInterfacesAndTheirMembers() {
        assertTold(summary("X.java", """
                package p;
                @Deprecated
                public abstract sealed class X<T extends Y> extends a.B<T> implements @Z C, D permits E {
                    // no member
                    protected static /* but a comment */ <U> U[] of(final int i, String... rest)
                            throws java.io.IOException { class Local {} return null; }
                    X() {}
                    { }
                    interface I extends J { default void run() {} int X = 1; }
                }
                non-sealed class E extends X<Y> {}
                """),
                "pkg=p",
                "Type[kind=class, name=p.X, signature=public abstract sealed class X<T extends Y> extends a.B<T> "
                        + "implements @Z C, D permits E, line=3, supertypes=[a.B, C, D], members=["
                        + "Member[kind=method, name=of, signature=protected static <U> U[] of(final int i, "
                        + "String... rest) throws java.io.IOException, line=5], "
                        + "Member[kind=constructor, name=X, signature=X(), line=7]]]",
                "Type[kind=interface, name=p.X.I, signature=interface I extends J, line=9, supertypes=[J], members=["
                        + "Member[kind=method, name=run, signature=default void run(), line=9], "
                        + "Member[kind=field, name=X, signature=int X, line=9]]]",
                "Type[kind=class, name=p.E, signature=non-sealed class E extends X<Y>, line=11",
                "problem=Optional.empty");
    }

    @Test
    void recordsEnumsAndAnnotations() {
        assertTold(summary("X.java", """
                record R<T>(int a, @A("{") String... b) implements I { R { } R(int a) { this(a, ""); } static int s; }
                enum E { ONE, TWO(2) { void body() {} }; static E e = null; E(int... i) {} }
                @interface A { String value() default ""; Class<?>[] types() default {}; }
                """),
                "signature=record R<T>(int a, String... b) implements I, line=1",
                "Member[kind=component, name=b,",
                "Member[kind=constructor, name=R, signature=R, line=1], ",
                "Member[kind=constructor, name=R, signature=R(int a),",
                "Member[kind=field, name=s, signature=static int s,",
                "Member[kind=constant, name=ONE, signature=ONE, line=2], ",
                "Member[kind=constant, name=TWO, signature=TWO, line=2], ",
                "Member[kind=field, name=e, signature=static E e,",
                "Type[kind=@interface, name=A, signature=@interface A, line=3",
                "signature=Class<?>[] types() default {}");
    }

    @Test
    void modulesPackagesAndClassesWithoutAHead() {
        assertTold(summary("module-info.java", "open module a.b {\n requires transitive c;\n exports d to e;\n}"),
                "Type[kind=module, name=a.b, signature=module a.b, line=1",
                "Member[kind=requires, name=, signature=requires transitive c;, line=2]",
                "Member[kind=exports, name=, signature=exports d to e;, line=3]");
        assertTold(summary("package-info.java", "/* package x; */ @A(\"package y;\")\npackage a . b;"),
                "pkg=a.b", "types=[]", "problem=Optional.empty");
        assertTold(summary("Hello.java", "void main() { IO.println(List.of()); }"),
                "imports=[import module java.base]",
                "Type[kind=class, name=Hello, signature=final class Hello, line=1, supertypes=[], members=["
                        + "Member[kind=method, name=main, signature=void main(), line=1]]]");
        assertEquals("Summary[pkg=, names=Names[all=true, imports=[], used=[], mentioned=[]], types=[], "
                + "problem=Optional.empty]", summary("Empty.java", ""));
    }

    @Test
    void aNameUsedInsideOfMethodsOnlyIsNoType() {
        String text = "class X<T> { T m(A a) { class L extends B {} return new L(); } }";
        assertTold(summary("X.java", text), "used=[A, B]");
    }

    @Test
    void aFileThatDoesNotParseTellsWhereAndWhy() {
        assertTold(summary("Bad.java", "package p;\nclass Bad {\n  void m( {}\n  int left;\n}\n"),
                "problem=Optional[Problem[line=3, message=illegal start of type]]",
                "Type[kind=class, name=p.Bad,", "name=left");
        assertTold(summary("Prose.java", "This is no program."), "types=[], problem=Optional[Problem[line=1, message=");
    }

    @Test
    void deepNestingIsNoTrouble() {
        int depth = 50_000;
        assertTold(summary("Deep.java", "class Deep { int i = " + "(".repeat(depth) + "1" + ")".repeat(depth) + "; }"),
                "Member[kind=field, name=i, signature=int i, line=1]", "problem=Optional.empty");
    }
}
