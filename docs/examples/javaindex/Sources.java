package javaindex;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ProviderNotFoundException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.ZipException;

/** Reads Java files from a directory or a zip. What cannot be read is told to {@code complaints} and left out. */
final class Sources implements AutoCloseable {

    private static final int MAX_MB = 16;

    private final Path root;
    private final Consumer<String> complaints;

    /**
     * Sources below a path.
     *
     * @throws IOException if there is nothing at that path, or something that holds no files
     */
    Sources(Path path, Consumer<String> complaints) throws IOException {
        this.complaints = complaints;
        try {
            this.root = Files.isDirectory(path) ? path.toRealPath() : FileSystems.newFileSystem(path).getPath("/");
        } catch (ProviderNotFoundException | IllegalArgumentException e) {
            throw new ZipException(e.getMessage());
        }
    }

    /** The texts of all files by their names; each directory on the way is told to a listener. */
    Map<String, Optional<String>> readAll(Consumer<Path> directories) {
        var texts = new TreeMap<String, Optional<String>>();
        walk(root, directories, file -> read(file).ifPresent(text -> texts.put(name(file), Optional.of(text))));
        return texts;
    }

    @Override
    public void close() throws IOException {
        if (root.getFileSystem() != FileSystems.getDefault()) {
            root.getFileSystem().close();
        }
    }

    /** A file's path from the root. */
    String name(Path file) {
        return root.relativize(file).toString().replace(root.getFileSystem().getSeparator(), "/");
    }

    private void walk(Path directory, Consumer<Path> directories, Consumer<Path> files) {
        directories.accept(directory);
        try (var entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    walk(entry, directories, files);
                } else if (entry.toString().endsWith(".java")) {
                    files.accept(entry);
                }
            }
        } catch (IOException e) {
            complaints.accept(directory + ": " + reason(e) + "; it is left out");
        } catch (DirectoryIteratorException e) {
            complaints.accept(directory + ": " + reason(e.getCause()) + "; some of it is left out");
        }
    }

    /** The text of one file, if it can be read. */
    Optional<String> read(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new IOException("it is no file, or a link to none; mend or remove it");
            }
            try (InputStream in = Files.newInputStream(file)) {
                byte[] bytes = in.readNBytes((MAX_MB << 20) + 1);
                if (bytes.length > MAX_MB << 20) {
                    throw new IOException("it has more than " + MAX_MB + " MB; split it, or give it another name");
                }
                String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
                if (text.indexOf('\0') >= 0) {
                    throw new IOException("it has zero bytes, so it is no text; give it another name");
                }
                return Optional.of(text);
            }
        } catch (IOException e) {
            complaints.accept(file + ": " + reason(e) + "; it is left out");
            return Optional.empty();
        }
    }

    /** Why something cannot be read, and what to do about it. */
    static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "there is no such file or directory; name another";
            case AccessDeniedException _ -> "it may not be read; change its permissions";
            case CharacterCodingException _ -> "it is not text in UTF-8; convert it, or give it another name";
            case ZipException _ -> "it is neither a directory nor a sound zip (" + e.getMessage() + "); name another";
            default -> String.valueOf(e.getMessage());
        };
    }
}
