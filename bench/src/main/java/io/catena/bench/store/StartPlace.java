package io.catena.bench.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Where servers are started.
 *
 * @param root the folder of the project, which contains {@code scripts/}
 * @param basePort the first of the ports on the loopback on which servers listen
 */
public record StartPlace(Path root, int basePort) {
    /**
     * A folder of this process for the data of one store. It is beside the data of Catena's clusters, on the same disk.
     */
    public Path folder(String store) {
        return root.resolve("run").resolve("bench-" + ProcessHandle.current().pid() + "-" + store);
    }

    /** Removes a folder and its content. A missing one is no error. */
    public static void remove(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
