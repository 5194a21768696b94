package io.catena.server.storage.leveldb;

import io.catena.server.chain.Advice;
import io.catena.server.storage.files.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens LevelDB in a directory, after making sure that it finds there what it left. */
public final class Databases {
    /** The file by which LevelDB finds its others. */
    public static final String CURRENT = StoredFiles.CURRENT;

    private static final String MARKER = "ENGINE";
    private static final String LAST_RESORT = "If that cannot be, " + Advice.COPY_DAMAGED;
    private static final Logger LOG = LoggerFactory.getLogger(Databases.class);

    private Databases() {}

    /**
     * Opens the database in a directory that exists and that nothing else uses, or makes one there.
     *
     * @param preferred the engine of a new directory; else the one that wrote it opens it, if it works here
     * @throws WrongEngineException if that one does not
     */
    public static Database open(Path directory, Engine preferred) throws IOException {
        Engine engine = claim(directory, preferred);
        new StoredFiles(directory, engine).check();
        return LevelDatabase.open(directory, engine);
    }

    /** Which engine writes the directory; notes it in a new one. */
    private static Engine claim(Path directory, Engine preferred) throws IOException {
        Path marker = directory.resolve(MARKER);
        if (Files.exists(marker)) {
            return writer(
                    directory, Files.readString(marker, StandardCharsets.UTF_8).strip(), preferred);
        }
        if (Files.exists(directory.resolve(StoredFiles.CURRENT))) {
            throw new WrongEngineException(directory + " does not say which LevelDB engine wrote it: its file " + MARKER
                    + " is missing. Restore it: it holds one line, " + Engine.LEVELDBJNI
                    + " where the native LevelDB loads (x86), " + Engine.IQ80 + " elsewhere. " + LAST_RESORT);
        }
        DurableFiles.replace(marker, (preferred.name() + "\n").getBytes(StandardCharsets.UTF_8));
        return preferred;
    }

    private static Engine writer(Path directory, String found, Engine preferred) {
        if (found.equals(preferred.name())) {
            return preferred;
        }
        if (found.equals(Engine.IQ80.name())) {
            LOG.info("{} was written by the LevelDB in Java, which goes on with it", directory);
            return Engine.IQ80;
        }
        if (found.equals(Engine.LEVELDBJNI.name())) {
            throw new WrongEngineException(
                    directory + " was written by the native LevelDB, which does not load here (the"
                            + " log says why). Make it load: on an x86 machine, with the data on a file system that is not mounted"
                            + " noexec. " + LAST_RESORT);
        }
        throw new WrongEngineException(
                directory + " was written by a LevelDB engine that this version of Catena does not" + " know (" + MARKER
                        + " says '" + found + "'); use the version that wrote it. " + LAST_RESORT);
    }
}
