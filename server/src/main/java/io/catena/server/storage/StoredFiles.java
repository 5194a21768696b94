package io.catena.server.storage;

import java.nio.file.Path;

/** Checks the files in a replica's directory before LevelDB opens them. */
final class StoredFiles {
    static final String CURRENT = "CURRENT";

    private final Path directory;
    private final Engine engine;

    StoredFiles(Path directory, Engine engine) {
        this.directory = directory;
        this.engine = engine;
    }

    void check() {}
}
