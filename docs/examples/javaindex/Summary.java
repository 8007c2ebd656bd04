package javaindex;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one file says, as far as it can be told from its text alone.
 *
 * @param pkg its package; empty for the unnamed one
 * @param names what it refers to
 * @param types what it declares: types, nested ones after those around them; a module is told as a type, too
 * @param problem why it does not parse, if so; the rest then tells what could be made of it
 */
public record Summary(String pkg, Names names, List<Type> types, Optional<Problem> problem) {

    /** A declared type by its canonical name; supertypes as they are written, without type arguments. */
    public record Type(String kind, String name, String signature, int line, List<String> supertypes,
            List<Member> members) {}

    /** A member of a type that is not a type, or a directive of a module. */
    public record Member(String kind, String name, String signature, int line) {}

    /** Where and why the parser gave up. */
    public record Problem(int line, String message) {}

    /** An import; {@code name} is what it names, without the star. */
    public record Import(String name, boolean isStatic, boolean isModule, boolean isOnDemand) {

        /** The type it names, if it names one; the type whose members it means if it is static. */
        String type() {
            return isStatic && !isOnDemand ? name.substring(0, Math.max(0, name.lastIndexOf('.'))) : name;
        }

        @Override
        public String toString() {
            return "import " + (isModule ? "module " : isStatic ? "static " : "") + name + (isOnDemand ? ".*" : "");
        }
    }

    /**
     * What a file refers to.
     *
     * @param all false if there may be more, because the file does not parse
     * @param used identifiers in the code, and dotted names as far as they end like a type ({@code Map.Entry})
     * @param mentioned identifiers in its Javadoc
     */
    public record Names(boolean all, List<Import> imports, Set<String> used, Set<String> mentioned) {}

    /** What a file declares for others to refer to. */
    record Outline(String pkg, List<Type> types) {}

    static String simpleName(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** The same but for the lines, so that moving a declaration is no change to those who do not care where it is. */
    Summary withoutLines() {
        return new Summary(pkg, names, types.stream().map(t -> new Type(t.kind, t.name, t.signature, 0, t.supertypes,
                t.members.stream().map(m -> new Member(m.kind, m.name, m.signature, 0)).toList())).toList(), problem);
    }

    /** The types without their members, modules left out. */
    Outline outline() {
        return new Outline(pkg, types.stream().filter(t -> !t.kind.equals("module"))
                .map(t -> new Type(t.kind, t.name, "", 0, t.supertypes, List.of())).toList());
    }
}
