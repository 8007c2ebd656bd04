package javaindex;

import dev.sofrito.Database;
import dev.sofrito.Input;
import dev.sofrito.Query;
import dev.sofrito.QueryFunction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import javaindex.Summary.Import;
import javaindex.Summary.Names;
import javaindex.Summary.Outline;
import javaindex.Summary.Type;

/**
 * What is known of a set of Java files, each named by its path with {@code /}. It reads none itself: they come in by
 * {@link #update}.
 *
 * <p>The queries come in layers. Between two layers is often a query that only leaves out what the upper layer does not
 * care for: it is there to give an equal value after most edits, and so to end their effects.
 */
public final class Index implements AutoCloseable {

    /** A simple name, as written in a file. */
    public record NameIn(String file, String name) {}

    private static final int MOST_USED = 10;

    public final Counters counters = new Counters();
    private final Database db = Database.create();
    private final Naming naming = new Naming(this);

    private final Input<String, String> text = db.input("text", String.class, String.class);
    /** The files by the packages they declare. If it were derived, it would depend on all texts, and all else on it. */
    private final Input<String, Set<String>> filesOf = db.input("filesOf");

    // One file by itself.

    /** What a file says. Only this looks at its text: an edit that it does not notice, as of a comment, ends here. */
    public final Query<String, Summary> summary = query("summary", file -> Parser.parse(file, text.get(file)));
    /** The same without lines: ends edits that only move what is declared. */
    private final Query<String, Summary> shape = query("shape", file -> summary.get(file).withoutLines());
    /** Its types without their members: ends edits of members. */
    final Query<String, Outline> outline = query("outline", file -> shape.get(file).outline());
    /** What it refers to: ends edits that refer to nothing new. */
    final Query<String, Names> names = query("names", file -> shape.get(file).names());

    // Packages.

    /** The types of a package by their names in it. */
    final Query<String, SortedMap<String, TypeId>> typesOf = query("typesOf", this::typesOf);
    /** The types of a package with their members. */
    public final Query<String, List<Type>> members = query("members", pkg -> files(pkg).stream()
            .flatMap(file -> shape.get(file).types().stream()).toList());

    // Names.

    final Query<String, Naming.Scope> scope = query("scope", naming::scope);
    final Query<String, Map<TypeId, List<TypeId>>> parents = query("parents", naming::parents);
    final Query<String, Map<String, TypeId>> inherited = query("inherited", naming::inherited);
    /** What a simple name in a file means, if it means a type. */
    public final Query<NameIn, Optional<String>> resolve =
            query("resolve", it -> naming.find(it.file, it.name).map(TypeId::toString));
    public final Query<String, List<Import>> unusedImports = query("unusedImports", naming::unusedImports);

    // Uses: from each file's own to each package's own, and from there to the types used.

    private final Query<String, Set<TypeId>> uses = query("uses", naming::uses);
    private final Query<String, Map<TypeId, List<String>>> usersIn = query("usersIn", this::usersIn);
    private final Query<String, Map<String, SortedSet<String>>> clients = query("clients", _ -> clients());
    private final Query<String, SortedSet<String>> clientsOf =
            query("clientsOf", pkg -> clients.get("").getOrDefault(pkg, new TreeSet<>()));
    /** The files that use a type. */
    public final Query<String, List<String>> usersOf = query("usersOf", this::usersOf);
    private final Query<String, SortedSet<String>> directSubclasses = query("directSubclasses", this::directSubclasses);
    /** The types that extend or implement a type, directly or not. */
    public final Query<String, SortedSet<String>> subclasses = query("subclasses", this::subclasses);

    // Everything.

    private final Query<String, List<Report.Used>> mostUsed = query("mostUsed", _ -> mostUsed());
    private final Query<String, Report> packageReport = query("packageReport", this::packageReport);
    public final Query<String, Report> report = query("report", _ ->
            Report.sum(packageReport.getAll(filesOf.keys()).values(), mostUsed.get("")));

    private <K, V> Query<K, V> query(String name, QueryFunction<K, V> function) {
        return counters.query(db, name, function);
    }

    /** Sets the texts of files, or removes those without one, all at once. */
    public void update(Map<String, Optional<String>> changes) {
        db.commit(() -> {
            var changed = new HashMap<String, Set<String>>();
            Function<String, Set<String>> files = pkg -> changed.computeIfAbsent(pkg, _ -> new TreeSet<>(files(pkg)));
            changes.forEach((file, content) -> {
                text.find(file).ifPresent(before -> files.apply(Parser.packageOf(before)).remove(file));
                content.ifPresent(after -> files.apply(Parser.packageOf(after)).add(file));
                content.ifPresentOrElse(after -> text.set(file, after), () -> text.remove(file));
            });
            changed.forEach((pkg, left) -> {
                if (left.isEmpty()) {
                    filesOf.remove(pkg);
                } else {
                    filesOf.set(pkg, left);
                }
            });
        });
    }

    public Set<String> files() {
        return text.keys();
    }

    public Optional<String> text(String file) {
        return text.find(file);
    }

    @Override
    public void close() {
        db.close();
    }

    private Set<String> files(String pkg) {
        return filesOf.find(pkg).orElse(Set.of());
    }

    private SortedMap<String, TypeId> typesOf(String pkg) {
        var types = new TreeMap<String, TypeId>();
        for (String file : files(pkg)) {
            outline.get(file).types().forEach(type -> {
                TypeId id = TypeId.of(pkg, type, file);
                types.putIfAbsent(id.name(), id);
            });
        }
        return types;
    }

    private Map<TypeId, List<String>> usersIn(String pkg) {
        var users = new HashMap<TypeId, List<String>>();
        uses.getAll(files(pkg)).forEach((file, types) ->
                types.forEach(type -> users.computeIfAbsent(type, _ -> new ArrayList<>()).add(file)));
        return users;
    }

    private Map<String, SortedSet<String>> clients() {
        var clients = new HashMap<String, SortedSet<String>>();
        allUsers().forEach((pkg, users) -> users.keySet().forEach(type ->
                clients.computeIfAbsent(type.pkg(), _ -> new TreeSet<>()).add(pkg)));
        return clients;
    }

    private List<Report.Used> mostUsed() {
        var files = new HashMap<TypeId, Integer>();
        allUsers().values().forEach(users -> users.forEach((type, by) -> files.merge(type, by.size(), Integer::sum)));
        return files.entrySet().stream().filter(e -> !e.getKey().file().isEmpty())
                .map(e -> new Report.Used(e.getKey(), e.getValue()))
                .sorted(Comparator.comparing(Report.Used::files).reversed().thenComparing(it -> it.type().toString()))
                .limit(MOST_USED).toList();
    }

    private Map<String, Map<TypeId, List<String>>> allUsers() {
        return usersIn.getAll(filesOf.keys());
    }

    private List<String> usersOf(String type) {
        TypeId id = naming.locate(type).orElseGet(() -> Naming.foreign(type));
        return clientsOf.get(id.pkg()).stream()
                .flatMap(pkg -> usersIn.get(pkg).getOrDefault(id, List.of()).stream()).sorted().toList();
    }

    private SortedSet<String> directSubclasses(String type) {
        var found = new TreeSet<String>();
        for (String file : usersOf.get(type)) {
            outline.get(file).types().stream().filter(candidate -> candidate.supertypes().stream()
                    .anyMatch(name -> naming.find(file, name).map(TypeId::toString).equals(Optional.of(type))))
                    .forEach(subclass -> found.add(subclass.name()));
        }
        return found;
    }

    private SortedSet<String> subclasses(String type) {
        var found = new TreeSet<String>();
        var next = new ArrayDeque<>(List.of(type));
        while (!next.isEmpty()) {
            directSubclasses.get(next.remove()).stream().filter(found::add).forEach(next::add);
        }
        return found;
    }

    private Report packageReport(String pkg) {
        var problems = new ArrayList<String>();
        var unused = new ArrayList<String>();
        for (String file : files(pkg)) {
            shape.get(file).problem().ifPresent(it -> problems.add(file + ":" + it.line() + ": " + it.message()));
            unusedImports.get(file).forEach(it -> unused.add(file + ": " + it));
        }
        List<Type> types = members.get(pkg);
        int memberCount = types.stream().mapToInt(type -> type.members().size()).sum();
        return new Report(1, files(pkg).size(), types.size(), memberCount, problems, unused, List.of());
    }
}
