package io.catena.server.storage;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.DiskWrite;
import io.catena.server.chain.SessionTable;
import io.catena.server.storage.LosingDisk.Rest;
import io.catena.server.storage.files.DurableFiles;
import io.catena.server.storage.journal.DirectoryLogFiles;
import io.catena.server.storage.journal.LogLayout;
import io.catena.server.storage.leveldb.Batch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.Test;

/** The log's own files on a disk that loses whatever was not synced: a sync that is left out shows. */
public class PowerCutTest {
    private static final int STEPS = 50;
    private static final int SEGMENT_BYTES = 1500;
    private static final int RETAIN_BYTES = 3000;

    private final LosingDisk disk = new LosingDisk();
    private final List<Batch> batches = new ArrayList<>();
    private Random random;
    private ChainOfTest chain;
    /** What a power cut may leave. */
    private Set<String> allowed;

    private int cuts;

    @Test
    public void whateverAPowerCutLosesEveryWriteThatReturnedIsThere() throws Exception {
        for (int i = 0; i < 3; i++) {
            long seed = System.nanoTime() + i;
            try {
                new PowerCutTest().run(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + "L: " + e, e);
            }
        }
    }

    private void run(long seed) throws Exception {
        random = new Random(seed);
        DurableFiles.createDirectories(directory(disk));
        chain = new ChainOfTest(store(disk, new MemoryDatabase(this::beforeBatch)), random);
        chain.store.recover();
        allowed = Set.of(chain.model.toString());
        disk.beforeEach(this::cut);
        for (int i = 0; i < STEPS; i++) {
            step();
            cut();
        }
        assertTrue("the log had several files, " + cuts + " cuts", cuts > 3 * STEPS);
    }

    private static Path directory(LosingDisk disk) {
        return disk.path("/data").resolve("chains").resolve("1");
    }

    private static ReplicaStore store(LosingDisk disk, MemoryDatabase database) {
        Random salts = new Random(1);
        return new NodeStore(
                        database,
                        new DirectoryLogFiles(directory(disk)),
                        new StoreSettings(SEGMENT_BYTES, RETAIN_BYTES, 1 << 20, new SessionTable(), salts::nextLong),
                        LogLayout.ONE_CHAIN,
                        new NoScheduler(),
                        Runnable::run)
                .replica(LogLayout.ONLY_CHAIN);
    }

    /** LevelDB, whose batches are atomic and synced. */
    private void beforeBatch(Batch batch) {
        cut();
        batches.add(batch);
    }

    private void step() {
        Set<String> before = chain.model.afterACrash();
        if (random.nextInt(4) == 0) {
            chain.store.digest();
            return;
        }
        boolean reset = random.nextInt(25) == 0;
        DiskWrite write = reset ? chain.reset() : chain.write();
        chain.model.write(write);
        allowed = new HashSet<>(before);
        allowed.addAll(chain.model.afterACrash());
        if (reset) {
            allowed.addAll(chain.wiped());
        }
        chain.store.write(write);
        allowed = chain.model.afterACrash();
    }

    private void cut() {
        cuts++;
        for (Rest rest : Rest.values()) {
            LosingDisk after = disk.afterPowerCut(rest, random);
            MemoryDatabase database = new MemoryDatabase(batch -> {});
            batches.forEach(database::write);
            String when = "cut " + cuts + ", unsynced: " + rest;
            ReplicaStore reopened = store(after, database);
            String found = Model.of(reopened.recover(), database);
            assertTrue(when + ": " + found + " of " + allowed, allowed.contains(found));
            LosingDisk again = after.afterPowerCut(rest, random);
            assertEquals(
                    when + ", and again", found, Model.of(store(again, database).recover(), database));
        }
    }

    @Test
    public void whatDurableFilesPromiseIsThereWhenTheyReturn() throws Exception {
        Path file = disk.path("/a/b/file");
        DurableFiles.createDirectories(file.getParent());
        assertTrue(Files.isDirectory(onlySynced("/a/b")));
        DurableFiles.replace(file, Samples.bytes("old"));
        assertEquals("old", Files.readString(onlySynced("/a/b/file")));
        DurableFiles.truncate(file, 2);
        assertEquals("ol", Files.readString(onlySynced("/a/b/file")));
    }

    @Test
    public void aFileThatWasRenamedForItsDigitsKeepsItsName() throws Exception {
        Path directory = disk.path("/data");
        DurableFiles.createDirectories(directory);
        String name = DirectoryLogFiles.name(7);
        DurableFiles.replace(directory.resolve(name.replace('7', '\u06f7')), Samples.bytes("content"));
        AsciiNames.restore(directory);
        assertEquals("content", Files.readString(onlySynced("/data/" + name)));
    }

    /** A reader finds one or the other, never half. */
    @Test
    public void aReplacedFileIsNeverHalf() throws Exception {
        Path file = disk.path("/file");
        DurableFiles.replace(file, Samples.bytes("a".repeat(2000)));
        List<String> found = new ArrayList<>();
        random = new Random(3);
        disk.beforeEach(() -> {
            for (Rest rest : Rest.values()) {
                found.add(read(disk.afterPowerCut(rest, random).path("/file")));
            }
        });
        DurableFiles.replace(file, Samples.bytes("b".repeat(1500)));
        assertTrue(found.size() > 5);
        assertTrue(found.toString(), Set.of("a".repeat(2000), "b".repeat(1500)).containsAll(found));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A process may die between making a directory and syncing the one above it. */
    @Test
    public void aDirectoryThatAnEarlierProcessMadeIsMadeDurable() throws Exception {
        Files.createDirectory(disk.path("/a"));
        DurableFiles.createDirectories(disk.path("/a"));
        assertTrue(Files.isDirectory(onlySynced("/a")));
    }

    @Test
    public void theIdentityOfADataDirectoryStaysKnown() throws Exception {
        try (DataDirectory directory = DataDirectory.open(disk.path("/data"))) {
            directory.adopt("c1", "n1", 1);
            assertEquals(new Identity("c1", "n1", false, 1), identity());
            Path chain = directory.chain(1);
            DurableFiles.createDirectories(chain);
            DurableFiles.replace(chain.resolve("file"), Samples.bytes("content"));
            Path aside = directory.setAside(1);
            assertTrue(Files.exists(onlySynced(aside + "/file")));
            assertTrue("moved", Files.notExists(onlySynced(chain.toString())));
            directory.retire();
            assertEquals(new Identity("c1", "n1", true, 1), identity());
        }
    }

    /** The process that made it died before it wrote the identity. */
    @Test
    public void aDataDirectoryThatWasFoundEmptyStaysToo() throws Exception {
        Files.createDirectory(disk.path("/data"));
        try (DataDirectory directory = DataDirectory.open(disk.path("/data"))) {
            directory.adopt("c1", "n1", 1);
            assertEquals(new Identity("c1", "n1", false, 1), identity());
        }
    }

    private Identity identity() throws Exception {
        return new IdentityFile(onlySynced("/data")).read();
    }

    private Path onlySynced(String path) {
        return disk.afterPowerCut(Rest.LOST, new Random(1)).path(path);
    }
}
