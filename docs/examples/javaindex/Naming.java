package javaindex;

import java.lang.module.ModuleFinder;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javaindex.Summary.Import;
import javaindex.Summary.Names;
import javaindex.Summary.Outline;
import javaindex.Summary.Type;

/**
 * The functions of the queries that tell what names mean. A simple name means the same all over a file here. Where
 * scopes in the file disagree, the first of these wins: types that it declares, single imports, types that its classes
 * inherit, its package, imports on demand, {@code java.lang}.
 */
final class Naming {

    /** A package, or a type of it with a dot behind it, in which a simple name may be found. */
    record Prefix(String pkg, String outer) {}

    /**
     * Where a file looks for simple names.
     *
     * @param named the types it declares and imports, by simple name
     * @param prefixes where to look for others, in order
     */
    record Scope(Map<String, TypeId> named, List<Prefix> prefixes) {}

    /** For names that the index's own packages do not explain. */
    private static final Set<String> JDK_PACKAGES = ModuleLayer.boot().modules().stream()
            .flatMap(module -> module.getPackages().stream()).collect(Collectors.toUnmodifiableSet());

    private final Index index;

    Naming(Index index) {
        this.index = index;
    }

    Scope scope(String file) {
        Outline outline = index.outline.get(file);
        var named = new TreeMap<String, TypeId>();
        var prefixes = new LinkedHashSet<>(List.of(new Prefix(outline.pkg(), "")));
        for (Type type : outline.types()) {
            named.putIfAbsent(Summary.simpleName(type.name()), TypeId.of(outline.pkg(), type, file));
        }
        for (Import it : index.names.get(file).imports()) {
            if (it.isModule()) {
                ModuleFinder.ofSystem().find(it.name()).ifPresent(module -> module.descriptor().exports().stream()
                        .filter(exports -> !exports.isQualified())
                        .forEach(exports -> prefixes.add(new Prefix(exports.source(), ""))));
            } else if (it.isOnDemand()) {
                prefix(it.name()).ifPresent(prefixes::add);
            } else {
                Optional<TypeId> type = it.isStatic() ? locate(it.name()) : imported(it);
                type.ifPresent(found -> named.putIfAbsent(Summary.simpleName(it.name()), found));
            }
        }
        prefixes.add(new Prefix("java.lang", ""));
        return new Scope(named, List.copyOf(prefixes));
    }

    /** The supertypes of the types that a file declares, as far as no inherited name is needed to tell them. */
    Map<TypeId, List<TypeId>> parents(String file) {
        Outline outline = index.outline.get(file);
        var parents = new LinkedHashMap<TypeId, List<TypeId>>();
        for (Type type : outline.types()) {
            parents.put(TypeId.of(outline.pkg(), type, file),
                    type.supertypes().stream().flatMap(name -> find(file, name, Map.of()).stream()).toList());
        }
        return parents;
    }

    /** The member types that the types of a file inherit, by simple name. */
    Map<String, TypeId> inherited(String file) {
        var inherited = new TreeMap<String, TypeId>();
        var seen = new HashSet<TypeId>();
        var next = new ArrayDeque<TypeId>();
        index.parents.get(file).values().forEach(next::addAll);
        while (!next.isEmpty()) {
            TypeId type = next.remove();
            if (!type.file().isEmpty() && seen.add(type)) {
                String outer = type.name() + ".";
                index.typesOf.get(type.pkg()).subMap(outer, outer + Character.MAX_VALUE).values().stream()
                        .filter(member -> member.name().indexOf('.', outer.length()) < 0)
                        .forEach(member -> inherited.putIfAbsent(member.name().substring(outer.length()), member));
                next.addAll(index.parents.get(type.file()).getOrDefault(type, List.of()));
            }
        }
        return inherited;
    }

    /** What a name in a file means, if it means a type. */
    Optional<TypeId> find(String file, String name) {
        return find(file, name, index.inherited.get(file));
    }

    private Optional<TypeId> find(String file, String name, Map<String, TypeId> inherited) {
        int dot = name.indexOf('.');
        if (dot > 0) {
            Optional<TypeId> outer = find(file, name.substring(0, dot), inherited);
            return outer.isEmpty() ? locate(name) : outer.flatMap(it -> in(it.pkg(), it.name() + name.substring(dot)));
        }
        Scope scope = index.scope.get(file);
        return Optional.ofNullable(scope.named.getOrDefault(name, inherited.get(name)))
                .or(() -> scope.prefixes.stream().flatMap(at -> in(at.pkg, at.outer + name).stream()).findFirst());
    }

    /** The type of that name in a package; the JDK's if the index has no such package. */
    private Optional<TypeId> in(String pkg, String name) {
        Map<String, TypeId> types = index.typesOf.get(pkg);
        if (!types.isEmpty() || !JDK_PACKAGES.contains(pkg) || !Character.isUpperCase(name.charAt(0))) {
            return Optional.ofNullable(types.get(name));
        }
        String resource = pkg.replace('.', '/') + "/" + name.replace('.', '$') + ".class";
        boolean known = ClassLoader.getSystemResource(resource) != null;
        return known ? Optional.of(new TypeId(pkg, name, "")) : Optional.empty();
    }

    /** The type of a canonical name. */
    Optional<TypeId> locate(String name) {
        for (int dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
            Optional<TypeId> type = in(name.substring(0, dot), name.substring(dot + 1));
            if (type.isPresent()) {
                return type;
            }
        }
        return in("", name);
    }

    /** A type that nothing is known of. */
    static TypeId foreign(String name) {
        int dot = name.lastIndexOf('.');
        return new TypeId(name.substring(0, Math.max(0, dot)), name.substring(dot + 1), "");
    }

    /** The type that an import names, also of a package that is not known; for a static import, the type it is of. */
    private Optional<TypeId> imported(Import it) {
        Optional<TypeId> type = it.isModule() ? Optional.empty() : locate(it.type());
        if (type.isPresent() || it.isModule() || it.isStatic() || it.isOnDemand()) {
            return type;
        }
        TypeId foreign = foreign(it.name());
        return prefix(foreign.pkg()).isEmpty() ? Optional.of(foreign) : type;
    }

    private Optional<Prefix> prefix(String name) {
        return JDK_PACKAGES.contains(name) || !index.typesOf.get(name).isEmpty() ? Optional.of(new Prefix(name, ""))
                : locate(name).map(type -> new Prefix(type.pkg(), type.name() + "."));
    }

    /** The types a file uses, those it imports in vain included. */
    Set<TypeId> uses(String file) {
        Names names = index.names.get(file);
        var uses = new HashSet<TypeId>();
        names.imports().forEach(it -> imported(it).ifPresent(uses::add));
        names.used().forEach(name -> find(file, name).ifPresent(uses::add));
        return uses;
    }

    /** The imports that neither the code nor the Javadoc of a file needs; none of which that is not sure. */
    List<Import> unusedImports(String file) {
        Names names = index.names.get(file);
        return names.all() ? names.imports().stream().filter(it -> !isNeeded(it, names)).toList() : List.of();
    }

    private boolean isNeeded(Import it, Names names) {
        var mentioned = Stream.concat(names.used().stream(), names.mentioned().stream());
        if (!it.isOnDemand() && !it.isModule()) {
            return mentioned.anyMatch(Summary.simpleName(it.name())::equals);
        }
        Optional<Prefix> at = it.isStatic() || it.isModule() ? Optional.empty() : prefix(it.name());
        return at.isEmpty() || mentioned.anyMatch(name -> in(at.get().pkg, at.get().outer + name).isPresent());
    }
}
