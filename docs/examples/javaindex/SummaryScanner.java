package javaindex;

import com.sun.source.tree.AnnotatedTypeTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.ModuleTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.PackageTree;
import com.sun.source.tree.ParameterizedTypeTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.tree.TypeParameterTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javaindex.Summary.Import;
import javaindex.Summary.Member;
import javaindex.Summary.Names;
import javaindex.Summary.Type;
import javax.lang.model.element.Modifier;
import javax.tools.DiagnosticCollector;
import org.jspecify.annotations.Nullable;

/** Reads the {@link Summary} of one file off its syntax tree. */
final class SummaryScanner extends TreePathScanner<@Nullable Void, @Nullable Void> {

    /** What Javadoc refers to: {@code @link a.B#c(D)} and the like, or {@code [B#c(D)]} in Markdown. */
    private static final Pattern REFERENCE = Pattern.compile(
            "[@\\[](?:(?<=\\[)|(?:link(?:plain)?|see|throws|exception|value)\\s+)([\\w.$]*(?:#\\w+(?:\\([^)]*\\))?)?)");
    private static final Pattern FIRST_NAME = Pattern.compile("(?<![\\w.$#])[a-zA-Z_]\\w*");

    /** A task of its own would take a while to make these, and they hold nothing of it. */
    private static final SourcePositions POSITIONS =
            Trees.instance(Parser.task("", "", new DiagnosticCollector<>())).getSourcePositions();

    private final String text;
    private final List<Import> imports = new ArrayList<>();
    private final List<Type> types = new ArrayList<>();
    private final Set<String> used = new TreeSet<>();
    /** Names of no type that could be meant elsewhere: type variables and local classes. */
    private final Set<String> local = new HashSet<>();
    private String pkg = "";
    /** What the name of a class begins with here; null where classes are local. */
    private @Nullable String prefix = "";

    SummaryScanner(String text) {
        this.text = text;
    }

    Summary summary(Optional<Summary.Problem> problem) {
        used.removeAll(local);
        used.removeAll(Set.of("this", "super", "<error>"));
        var mentioned = new TreeSet<String>();
        REFERENCE.matcher(text).results().flatMap(reference -> FIRST_NAME.matcher(reference.group(1)).results())
                .forEach(name -> mentioned.add(name.group().intern()));
        var names = new Names(problem.isEmpty(), List.copyOf(imports), used, mentioned);
        boolean recovered = pkg.equals(Parser.packageOf(text)); // or what comes after some errors makes little sense
        return new Summary(Parser.packageOf(text), names, recovered ? List.copyOf(types) : List.of(), problem);
    }

    @Override
    public @Nullable Void visitPackage(PackageTree node, @Nullable Void p) {
        pkg = node.getPackageName().toString();
        prefix = pkg + ".";
        return scan(node.getAnnotations(), p);
    }

    @Override
    public @Nullable Void visitImport(ImportTree node, @Nullable Void p) {
        String name = node.getQualifiedIdentifier().toString();
        boolean onDemand = name.endsWith(".*");
        String named = onDemand ? name.substring(0, name.length() - 2) : name;
        imports.add(new Import(named, node.isStatic(), node.isModule(), onDemand));
        return null;
    }

    @Override
    public @Nullable Void visitModule(ModuleTree node, @Nullable Void p) {
        String name = node.getName().toString();
        var directives = node.getDirectives().stream()
                .map(it -> new Member(kind(it), "", it.toString().strip(), line(start(it)))).toList();
        types.add(new Type("module", name, "module " + name, line(start(node)), List.of(), directives));
        return super.visitModule(node, p);
    }

    @Override
    public @Nullable Void visitClass(ClassTree node, @Nullable Void p) {
        String before = prefix;
        Tree parent = getCurrentPath().getParentPath().getLeaf();
        if (before == null || !(parent instanceof ClassTree || parent instanceof CompilationUnitTree)) {
            prefix = null;
            local.add(node.getSimpleName().toString());
        } else {
            types.add(type(node, before + node.getSimpleName()));
            prefix = before + node.getSimpleName() + ".";
        }
        super.visitClass(node, p);
        prefix = before;
        return null;
    }

    @Override
    public @Nullable Void visitTypeParameter(TypeParameterTree node, @Nullable Void p) {
        local.add(node.getName().toString());
        return super.visitTypeParameter(node, p);
    }

    @Override
    public @Nullable Void visitIdentifier(IdentifierTree node, @Nullable Void p) {
        used.add(node.getName().toString().intern());
        return null;
    }

    @Override
    public @Nullable Void visitMemberSelect(MemberSelectTree node, @Nullable Void p) {
        if (!node.getIdentifier().isEmpty() && Character.isUpperCase(node.getIdentifier().charAt(0))) {
            dotted(node).ifPresent(name -> used.add(name.intern()));
        }
        return super.visitMemberSelect(node, p);
    }

    private Type type(ClassTree node, String name) {
        if (!node.getMembers().isEmpty() && start(node) == start(node.getMembers().getFirst())) {
            // Methods outside of any class: Java wraps them in one, and imports this.
            imports.add(new Import("java.base", false, true, false));
        }
        String kind = node.getKind() == Kind.ANNOTATION_TYPE ? "@interface" : kind(node);
        var members = node.getMembers().stream().flatMap(m -> member(m, node).stream()).toList();
        var components = members.stream().filter(m -> m.kind().equals("component")).map(Member::signature);
        var extended = Stream.ofNullable(node.getExtendsClause()).toList();
        String signature = flags(node.getModifiers()) + kind + " " + node.getSimpleName()
                + list("<", node.getTypeParameters(), ">")
                + (node.getKind() == Kind.RECORD ? components.collect(Collectors.joining(", ", "(", ")")) : "")
                + list(" extends ", extended, "")
                + list(kind.equals("interface") ? " extends " : " implements ", node.getImplementsClause(), "")
                + list(" permits ", node.getPermitsClause(), "");
        var supertypes = Stream.concat(extended.stream(), node.getImplementsClause().stream())
                .flatMap(t -> dotted(t).stream()).toList();
        return new Type(kind, name, signature, line(begin(node, node.getModifiers())), supertypes, members);
    }

    private Optional<Member> member(Tree tree, ClassTree in) {
        return switch (tree) {
            case MethodTree m -> {
                boolean constructor = m.getReturnType() == null;
                String name = (constructor ? in.getSimpleName() : m.getName()).toString();
                int begin = begin(m, m.getModifiers());
                int end = m.getBody() == null ? end(m) - 1 : start(m.getBody());
                String signature = flags(m.getModifiers()) + written(begin, end);
                yield Optional.of(new Member(constructor ? "constructor" : "method", name, signature, line(begin)));
            }
            case VariableTree v -> {
                // Nothing but the constants of an enum calls its constructors; other fields of a record are static.
                boolean constant = in.getKind() == Kind.ENUM && v.getInitializer() instanceof NewClassTree
                        && in.getSimpleName().contentEquals(String.valueOf(v.getType()));
                boolean isStatic = v.getModifiers().getFlags().contains(Modifier.STATIC);
                boolean component = in.getKind() == Kind.RECORD && !isStatic;
                int begin = begin(v, v.getModifiers());
                String signature = constant ? v.getName().toString() : component ? written(begin, end(v))
                        : flags(v.getModifiers()) + v.getType() + " " + v.getName();
                String kind = constant ? "constant" : component ? "component" : "field";
                yield Optional.of(new Member(kind, v.getName().toString(), signature, line(begin)));
            }
            default -> Optional.empty(); // an initializer, or a nested type, which is told on its own
        };
    }

    /** A type or expression that is but names with dots between, type arguments and annotations left out. */
    private static Optional<String> dotted(Tree tree) {
        return switch (tree) {
            case IdentifierTree t -> Optional.of(t.getName().toString());
            case MemberSelectTree t -> dotted(t.getExpression()).map(left -> left + "." + t.getIdentifier());
            case ParameterizedTypeTree t -> dotted(t.getType());
            case AnnotatedTypeTree t -> dotted(t.getUnderlyingType());
            default -> Optional.empty();
        };
    }

    private static String list(String before, List<? extends Tree> trees, String after) {
        var each = trees.stream().map(Tree::toString);
        return trees.isEmpty() ? "" : each.collect(Collectors.joining(", ", before, after));
    }

    private static String kind(Tree tree) {
        return tree.getKind().toString().toLowerCase(Locale.ROOT);
    }

    private static String flags(ModifiersTree modifiers) {
        return modifiers.getFlags().stream().map(flag -> flag + " ").collect(Collectors.joining());
    }

    /** What is written from there to there, but for comments. */
    private String written(int begin, int end) {
        String written = begin < 0 || end < begin ? "" : text.substring(begin, end);
        return written.replaceAll(Parser.COMMENT, " ").strip().replaceAll("\\s+", " ");
    }

    /** Where a declaration begins behind its modifiers and annotations. */
    private int begin(Tree tree, ModifiersTree modifiers) {
        int i = Math.max(start(tree), end(modifiers));
        while (i >= 0 && i < text.length() && Character.isWhitespace(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private int start(Tree tree) {
        return (int) POSITIONS.getStartPosition(unit(), tree);
    }

    private int end(Tree tree) {
        return (int) POSITIONS.getEndPosition(unit(), tree);
    }

    private int line(int position) {
        return position < 0 ? 0 : (int) unit().getLineMap().getLineNumber(position);
    }

    private CompilationUnitTree unit() {
        return getCurrentPath().getCompilationUnit();
    }
}
