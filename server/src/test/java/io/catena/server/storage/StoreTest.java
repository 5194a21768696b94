package io.catena.server.storage;

import io.catena.server.storage.leveldb.Engine;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Assert;
import org.junit.Before;
import org.junit.Rule;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;

/** A store in a directory of its own, for each of the two engines. */
@RunWith(Parameterized.class)
public abstract class StoreTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Parameterized.Parameter
    public Engine engine;

    Path directory;
    ReplicaStore store;

    @Parameterized.Parameters(name = "{0}")
    public static List<Engine> engines() {
        return List.of(Engine.values());
    }

    @Before
    public final void open() throws IOException {
        if (engine == Engine.LEVELDBJNI) {
            // Not in the test's folder, which goes away while the library stays loaded.
            Path libraries = Path.of("target", "native");
            Assert.assertEquals("these tests need the native library", engine, Engine.choose(libraries));
        }
        directory = folder.getRoot().toPath().resolve("chains").resolve("1");
        reopen();
        store.recover();
    }

    @After
    public final void close() {
        store.close();
    }

    /** Closes the store if it is open, and opens it without recovering it. */
    final void reopen() {
        reopen(Samples.NO_TRIM);
    }

    final void reopen(long retainLogBytes) {
        if (store != null) {
            store.close();
        }
        store = ReplicaStore.open(directory, engine, retainLogBytes);
    }

    /** Copies what is in the directory now, as a process that is killed now would leave it. */
    final Path image(String name) throws IOException {
        for (int attempt = 1; ; attempt++) {
            Path copy = folder.getRoot().toPath().resolve(name + "-" + attempt);
            Files.createDirectories(copy);
            String before = listing();
            boolean copied = copyTo(copy);
            // A compaction in the background must not have changed anything meanwhile.
            if (copied && before.equals(listing())) {
                return copy;
            }
        }
    }

    private boolean copyTo(Path copy) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                // Opening a lock file would give up the lock.
                if (!file.endsWith("LOCK") && !file.endsWith("replica.lock")) {
                    Files.copy(file, copy.resolve(file.getFileName()));
                }
            }
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private String listing() {
        return Stream.of(directory.toFile().listFiles())
                .map(file -> file + " " + file.length() + " " + file.lastModified())
                .sorted()
                .toList()
                .toString();
    }

    static List<File> files(Path directory, String suffix) {
        File[] found = directory.toFile().listFiles((parent, name) -> name.endsWith(suffix));
        return Stream.of(found).sorted().toList();
    }
}
