package io.catena.server.storage.leveldb;

import io.catena.server.storage.files.DurableFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.fusesource.hawtjni.runtime.Library;
import org.fusesource.leveldbjni.JniDBFactory;

/**
 * Unpacks and loads leveldbjni's native library. Left to itself leveldbjni unpacks a new copy into the temporary
 * directory at each start, where copies pile up after crashes and where a {@code noexec} mount forbids them to load.
 */
final class NativeLibrary {
    private static final String PATH_PROPERTY = "library.leveldbjni.path";

    private NativeLibrary() {}

    /**
     * Loads the library from the given directory, or from where {@code library.leveldbjni.path} says.
     *
     * @throws LinkageError if there is none for this machine
     */
    static void load(Path directory) throws IOException {
        if (System.getProperty(PATH_PROPERTY) == null) {
            unpack(directory);
            System.setProperty(PATH_PROPERTY, directory.toAbsolutePath().toString());
        }
        if (JniDBFactory.factory == null) {
            throw new UnsatisfiedLinkError("leveldbjni did not load");
        }
    }

    /** Puts the library for this machine into the directory, if it is not there. */
    static void unpack(Path directory) throws IOException {
        String resource = new Library("leveldbjni").getPlatformSpecifcResourcePath();
        byte[] content;
        try (InputStream in = NativeLibrary.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new FileNotFoundException("leveldbjni holds no " + resource);
            }
            content = in.readAllBytes();
        }
        Path file = directory.resolve(Path.of(resource).getFileName());
        if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), content)) {
            return;
        }
        DurableFiles.createDirectories(directory);
        DurableFiles.replace(file, content);
    }
}
