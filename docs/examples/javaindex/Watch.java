package javaindex;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Follows the files of a directory, and tells after each save what ran and what it changed in the report. */
final class Watch {

    private final Sources sources;
    private final Index index;
    private final PrintStream out;
    private final WatchService service;

    Watch(Sources sources, Index index, PrintStream out, WatchService service) {
        this.sources = sources;
        this.index = index;
        this.out = out;
        this.service = service;
    }

    /** Goes on until the thread is interrupted. */
    void run() throws InterruptedException {
        readAll();
        out.println("Watching, until Ctrl-C.");
        while (true) {
            var changes = new TreeMap<String, Optional<String>>();
            // One save is often several events: what follows soon belongs to it.
            for (WatchKey key = service.take(); key != null; key = service.poll(50, TimeUnit.MILLISECONDS)) {
                changes.putAll(changes(key));
                key.reset();
            }
            if (!changes.isEmpty()) {
                apply(changes);
            }
        }
    }

    /** The new texts of the files that a key tells of; of all files if a directory came or went, or events got lost. */
    private Map<String, Optional<String>> changes(WatchKey key) {
        var changes = new TreeMap<String, Optional<String>>();
        for (var event : key.pollEvents()) {
            Path file = event.context() instanceof Path name ? ((Path) key.watchable()).resolve(name) : Path.of("");
            if (file.toString().endsWith(".java") && !Files.isDirectory(file)) {
                changes.put(sources.name(file), Files.exists(file) ? sources.read(file) : Optional.empty());
            } else if (event.kind() != ENTRY_MODIFY) {
                var all = new TreeMap<String, Optional<String>>();
                index.files().forEach(name -> all.put(name, Optional.empty()));
                all.putAll(readAll());
                all.entrySet().removeIf(entry -> entry.getValue().equals(index.text(entry.getKey())));
                changes.putAll(all);
            }
        }
        return changes;
    }

    private Map<String, Optional<String>> readAll() {
        return sources.readAll(directory -> {
            try {
                directory.register(service, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE);
            } catch (IOException e) {
                out.println(directory + ": " + Sources.reason(e) + "; it is not watched");
            }
        });
    }

    private void apply(Map<String, Optional<String>> changes) {
        List<String> before = index.report.get("").lines(Integer.MAX_VALUE);
        index.counters.take();
        long start = System.nanoTime();
        index.update(changes);
        List<String> after = index.report.get("").lines(Integer.MAX_VALUE);
        String time = Steps.time(System.nanoTime() - start);
        String ran = index.counters.take().entrySet().stream().filter(count -> count.getValue().runs() > 0)
                .map(count -> count.getKey() + " " + count.getValue()).collect(Collectors.joining(", "));
        out.println(String.join(", ", changes.keySet()) + ": " + time + "; ran " + (ran.isEmpty() ? "nothing" : ran));
        minus(before, after).forEach(line -> out.println("  - " + line.strip()));
        minus(after, before).forEach(line -> out.println("  + " + line.strip()));
    }

    private static List<String> minus(List<String> lines, List<String> others) {
        var rest = new ArrayList<>(lines);
        rest.removeAll(new HashSet<>(others));
        return rest;
    }
}
