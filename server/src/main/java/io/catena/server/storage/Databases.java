package io.catena.server.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens LevelDB in a directory, after making sure that it finds there what it left. */
final class Databases {
    private static final String MARKER = "ENGINE";

    private Databases() {}

    /** Opens the database in a directory that exists and that nobody else uses, or makes one there. */
    static Database open(Path directory, Engine engine) throws IOException {
        claim(directory, engine);
        new StoredFiles(directory, engine).check();
        return LevelDatabase.open(directory, engine);
    }

    /** Notes which engine writes the directory, and keeps every other one out. */
    private static void claim(Path directory, Engine engine) throws IOException {
        Path marker = directory.resolve(MARKER);
        String name = engine.name();
        if (Files.exists(marker)) {
            String found = Files.readString(marker, StandardCharsets.UTF_8).strip();
            if (!found.equals(name)) {
                throw new WrongEngineException(directory + " was written by the LevelDB engine " + found
                        + " and this process uses " + name + "; see in the log why, or set the directory aside so that"
                        + " the replica copies the chain's state anew");
            }
        } else if (Files.exists(directory.resolve(StoredFiles.CURRENT))) {
            throw new WrongEngineException(directory + " does not say which LevelDB engine wrote it (file " + MARKER
                    + " is missing); set it aside so that the replica copies the chain's state anew");
        } else {
            DurableFiles.replace(marker, (name + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }
}
