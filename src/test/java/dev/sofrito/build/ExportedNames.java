package dev.sofrito.build;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Executable;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the module exports, as lines of text: each type, and below it each of its members. */
final class ExportedNames {

    private final Path classes;

    /** Of the module in a directory of class files. */
    ExportedNames(Path classes) {
        this.classes = classes;
    }

    List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String exported : exportedPackages()) {
            for (Class<?> type : types(exported)) {
                lines.add(type(type));
                members(type).sorted().distinct().forEach(member -> lines.add("    " + member));
            }
        }
        return lines;
    }

    private List<String> exportedPackages() throws IOException {
        try (InputStream in = Files.newInputStream(classes.resolve("module-info.class"))) {
            return ModuleDescriptor.read(in).exports().stream().map(ModuleDescriptor.Exports::source).sorted().toList();
        }
    }

    private List<Class<?>> types(String exported) throws IOException {
        try (Stream<Path> files = Files.list(classes.resolve(exported.replace('.', '/')))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".class") && !file.equals("package-info.class"))
                    .map(file -> load(exported + "." + file.substring(0, file.length() - ".class".length())))
                    .filter(ExportedNames::isExported)
                    .sorted((a, b) -> a.getName().compareTo(b.getName()))
                    .collect(Collectors.toList());
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, ExportedNames.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isExported(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return !type.isSynthetic() && isVisible(type.getModifiers()) && (outer == null || isExported(outer));
    }

    private static boolean isVisible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static String type(Class<?> type) {
        List<Type> supertypes = new ArrayList<>();
        if (type.getGenericSuperclass() != null) {
            supertypes.add(type.getGenericSuperclass());
        }
        supertypes.addAll(List.of(type.getGenericInterfaces()));
        supertypes.remove(Object.class);
        StringBuilder line = new StringBuilder(type.toGenericString());
        if (!supertypes.isEmpty()) {
            line.append(" : ").append(supertypes.stream().map(Type::getTypeName).collect(Collectors.joining(", ")));
        }
        if (type.isSealed()) {
            line.append(" permits ").append(Arrays.stream(type.getPermittedSubclasses())
                    .filter(ExportedNames::isExported).map(Class::getName).sorted().collect(Collectors.joining(", ")));
        }
        return shortened(line.toString());
    }

    private static Stream<String> members(Class<?> type) {
        Stream<Executable> executables =
                Stream.concat(Arrays.stream(type.getDeclaredConstructors()), Arrays.stream(type.getDeclaredMethods()));
        return Stream.concat(
                visible(executables).map(Executable::toGenericString),
                visible(Arrays.stream(type.getDeclaredFields())).map(field -> field.toGenericString()))
                .map(member -> shortened(member.replace(type.getName() + ".", "")));
    }

    private static <M extends Member> Stream<M> visible(Stream<M> members) {
        return members.filter(member -> isVisible(member.getModifiers()) && !member.isSynthetic());
    }

    /** Without the names of packages that go without saying. */
    private static String shortened(String names) {
        return names.replaceAll("\\b(java\\.lang|java\\.util|dev\\.sofrito)\\.(?=[A-Z])", "");
    }
}
