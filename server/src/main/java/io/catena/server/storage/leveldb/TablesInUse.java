package io.catena.server.storage.leveldb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/** Which tables a LevelDB that is open uses, by the manifest that it goes on writing. */
final class TablesInUse {
    private final Path directory;

    TablesInUse(Path directory) {
        this.directory = directory;
    }

    /** As the manifest says up to its last whole entry. */
    Collection<LevelManifest.Table> now() throws IOException {
        return manifest().inLevels();
    }

    /** Grows when what was written last is in tables. */
    long logNumber() throws IOException {
        return manifest().logNumber();
    }

    private LevelManifest manifest() throws IOException {
        String name = Files.readString(directory.resolve(StoredFiles.CURRENT), StandardCharsets.ISO_8859_1)
                .strip();
        return new LevelManifest(new LevelLog(Files.readAllBytes(directory.resolve(name))).records());
    }
}
