package io.catena.server.storage.leveldb;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class EngineTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void theNativeLibraryIsUnpackedOnceAndLoadsFromThere() throws IOException {
        Path libraries = folder.getRoot().toPath().resolve("native");
        NativeLibrary.unpack(libraries);
        NativeLibrary.unpack(libraries);
        List<Path> files;
        try (Stream<Path> found = Files.list(libraries)) {
            files = found.toList();
        }
        assertEquals("one file: " + files, 1, files.size());
        assertEquals(
                System.mapLibraryName("leveldbjni"), files.get(0).getFileName().toString());
        assertEquals(Engine.LEVELDBJNI, Engine.choose(Path.of("target", "native")));
    }

    @Test
    public void aDamagedCopyOfTheLibraryIsReplaced() throws IOException {
        Path libraries = folder.getRoot().toPath();
        Path file = libraries.resolve(System.mapLibraryName("leveldbjni"));
        Files.writeString(file, "no library");
        NativeLibrary.unpack(libraries);
        assertTrue(Files.size(file) > 100_000);
    }
}
