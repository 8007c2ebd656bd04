package javaindex;

/**
 * A type and where it is declared.
 *
 * @param pkg its package
 * @param name its name in the package, such as {@code Map.Entry}
 * @param file empty if it is none of the index's own
 */
public record TypeId(String pkg, String name, String file) {

    /** A type that a file of a package declares. */
    static TypeId of(String pkg, Summary.Type type, String file) {
        return new TypeId(pkg, pkg.isEmpty() ? type.name() : type.name().substring(pkg.length() + 1), file);
    }

    @Override
    public String toString() {
        return pkg.isEmpty() ? name : pkg + "." + name;
    }
}
