package io.catena.server.storage;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.StoredState;
import io.catena.server.chain.VersionedValue;
import io.catena.server.storage.files.CorruptStoreException;
import io.catena.server.storage.files.StoreException;
import io.catena.server.storage.journal.LogBlock;
import io.catena.server.storage.leveldb.WrongEngineException;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.Test;

/** Faults 22 and 23: files that end too early or have changed. Right data or a typed error, never wrong data. */
public class DamagedFilesTest extends StoreTest {
    private static final int WRITES = 30;
    private static final int KEYS = 10;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private int images;

    private void fill(int from, int to, int valueBytes) {
        for (int seq = from; seq <= to; seq++) {
            byte[] value = new byte[valueBytes];
            Arrays.fill(value, (byte) seq);
            LoggedWrite write = Samples.put("k" + seq % KEYS, value);
            store.write(Samples.appendAndApply(Samples.record(seq, write)));
        }
    }

    /** Opens a damaged image; the seq up to which everything is there and right, or -1 if it was refused. */
    private long read(Path image) {
        try (ReplicaStore damaged = ReplicaStore.open(image, engine, Samples.NO_TRIM)) {
            StoredState found = damaged.recover();
            long applied = found.applied();
            for (int i = 0; i < KEYS; i++) {
                long expected = applied - Math.floorMod(applied - i, KEYS);
                VersionedValue value = damaged.get(Samples.key("k" + i));
                if (expected <= 0) {
                    assertTrue(message(image), !value.exists());
                } else {
                    assertTrue(message(image) + " k" + i, value.exists());
                    assertEquals(message(image), Samples.record(expected).versionOf(0), value.version());
                    assertEquals(message(image), (byte) expected, value.value()[value.value().length - 1]);
                }
            }
            assertEquals(
                    message(image),
                    applied,
                    damaged.readLog(1, Integer.MAX_VALUE).size());
            damaged.write(Samples.appendAndApply(Samples.record(applied + 1, Samples.put("z", "1"))));
            return applied;
        } catch (CorruptStoreException e) {
            return -1;
        }
    }

    private String message(Path image) {
        return "seed " + seed + "L, " + image;
    }

    private Path copy(Path image) throws IOException {
        Path copy = folder.getRoot().toPath().resolve("copy" + images++);
        Files.createDirectories(copy);
        for (File file : image.toFile().listFiles()) {
            Files.copy(file.toPath(), copy.resolve(file.getName()), StandardCopyOption.REPLACE_EXISTING);
        }
        return copy;
    }

    /** The newest of LevelDB's logs. */
    private static File levelDbLog(Path image) {
        List<File> logs = files(image, ".log");
        return logs.get(logs.size() - 1);
    }

    /** The file of the log that records are added to. */
    private static File recordLog(Path image) {
        File[] found = image.toFile().listFiles((parent, name) -> name.startsWith("records-"));
        return Stream.of(found).max(Comparator.naturalOrder()).orElseThrow();
    }

    /** Where the content of a file ends. */
    private static int usedBytes(File file) throws IOException {
        byte[] content = Files.readAllBytes(file.toPath());
        int used = content.length;
        while (used > 0 && content[used - 1] == 0) {
            used--;
        }
        return used;
    }

    @Test
    public void whereverALogOfLevelDbEndsTheRecordsAreInTheLog() throws IOException {
        fill(1, WRITES, 20);
        store.digest();
        Path image = image("killed");
        for (int cut = usedBytes(levelDbLog(image)); cut >= 0; cut -= 1 + random.nextInt(250)) {
            Path torn = copy(image);
            try (RandomAccessFile file = new RandomAccessFile(levelDbLog(torn), "rw")) {
                file.setLength(cut);
            }
            assertEquals(message(torn) + " cut at " + cut, WRITES, read(torn));
        }
    }

    @Test
    public void aBitThatHasChangedInALogOfLevelDbIsNeverTakenForATornEnd() throws IOException {
        fill(1, WRITES, 20);
        store.digest();
        Path image = image("killed");
        for (int at = usedBytes(levelDbLog(image)) - 1; at >= 0; at -= 1 + random.nextInt(40)) {
            Path damaged = flip(image, levelDbLog(image).getName(), at);
            assertEquals(message(damaged) + " bit in byte " + at, -1, read(damaged));
        }
    }

    @Test
    public void aLogThatEndsAnywhereHoldsTheBlocksBeforeItsEnd() throws IOException {
        Path empty = image("empty");
        fill(1, WRITES, 20);
        Path image = image("killed");
        int used = usedBytes(recordLog(image));
        for (int cut = used; cut >= LogBlock.ALIGNMENT; cut -= 1 + random.nextInt(700)) {
            Path torn = copy(empty);
            byte[] content = Files.readAllBytes(recordLog(image).toPath());
            Arrays.fill(content, cut, content.length, (byte) 0);
            Files.write(torn.resolve(recordLog(image).getName()), content);
            long applied = read(torn);
            int whole = (cut - LogBlock.ALIGNMENT) / LogBlock.ALIGNMENT;
            assertTrue(message(torn) + " cut at " + cut + ": " + applied, applied >= whole && applied <= whole + 1);
            assertEquals("uncut means complete", cut == used, applied == WRITES);
        }
    }

    @Test
    public void theLogMayNotEndBeforeWhatLevelDbHolds() throws IOException {
        fill(1, WRITES, 20);
        store.digest();
        Path image = image("killed");
        try (RandomAccessFile file = new RandomAccessFile(recordLog(image), "rw")) {
            file.seek(usedBytes(recordLog(image)) - 5);
            file.write(new byte[5]);
        }
        assertEquals(-1, read(image));
    }

    @Test
    public void garbageBehindTheLastBlockIsDropped() throws IOException {
        fill(1, WRITES, 20);
        Path image = image("killed");
        int used = LogBlock.aligned(usedBytes(recordLog(image)));
        for (int i = 0; i < 10; i++) {
            Path torn = copy(image);
            byte[] garbage = new byte[1 + random.nextInt(3000)];
            random.nextBytes(garbage);
            try (RandomAccessFile file = new RandomAccessFile(recordLog(torn), "rw")) {
                file.seek(used);
                file.write(garbage);
            }
            assertEquals(message(torn), WRITES, read(torn));
            assertEquals("and once more behind it", WRITES + 1, applied(torn));
        }
    }

    private long applied(Path image) {
        try (ReplicaStore store = ReplicaStore.open(image, engine, Samples.NO_TRIM)) {
            return store.recover().applied();
        }
    }

    @Test
    public void aBitThatHasChangedInTheLogIsNeverTakenForATornEnd() throws IOException {
        fill(1, WRITES, 20);
        Path image = image("killed");
        byte[] content = Files.readAllBytes(recordLog(image).toPath());
        int lastBlock = LogBlock.aligned(usedBytes(recordLog(image))) - LogBlock.ALIGNMENT;
        for (int at = 0; at < lastBlock; at += 1 + random.nextInt(120)) {
            if (content[at] != 0) {
                Path damaged = flip(image, recordLog(image).getName(), at);
                assertEquals(message(damaged) + " bit in byte " + at, -1, read(damaged));
            }
        }
    }

    @Test
    public void bitsThatHaveChangedInTablesAndManifestsAreNoticedOrDoNoHarm() throws IOException {
        fillTables();
        Path image = image("killed");
        assertEquals(40, read(copy(image)));
        List<File> tables = files(image, ".sst");
        assertTrue("tables: " + tables, !tables.isEmpty());
        int refused = 0;
        for (File table : tables) {
            long length = table.length();
            for (int i = 0; i < 4; i++) {
                refused += readFlipped(image, table.getName(), random.nextInt((int) length));
                refused += readFlipped(image, table.getName(), (int) length - 1 - random.nextInt(300));
            }
        }
        assertTrue("at least the footers' ends count", refused > 0);
        String manifest = Files.readString(image.resolve("CURRENT")).strip();
        int used = usedBytes(image.resolve(manifest).toFile());
        for (int i = 0; i < 10; i++) {
            assertEquals(1, readFlipped(image, manifest, random.nextInt(used)));
        }
        for (int i = 0; i < manifest.length() + 1; i++) {
            assertEquals(1, readFlipped(image, "CURRENT", i));
        }
    }

    /** The one damage that values' own checksums cannot show: a key that is no longer found. */
    @Test
    public void keysThatHaveChangedInTablesAreNoticed() throws IOException {
        fillTables();
        reopen(); // which moves everything from the log into tables
        store.recover();
        Path image = image("killed");
        int tried = 0;
        int refused = 0;
        for (File table : files(image, ".sst")) {
            byte[] content = Files.readAllBytes(table.toPath());
            for (int i = 2; i < content.length; i++) {
                if (content[i - 2] == StoredKeys.DATA && content[i - 1] == 'k' && Character.isDigit(content[i])) {
                    tried++;
                    refused += readFlipped(image, table.getName(), i);
                }
            }
        }
        assertTrue(refused + " of " + tried, refused > 0);
    }

    /** Several tables of LevelDB. */
    private void fillTables() {
        for (int seq = 1; seq <= 40; seq++) {
            fill(seq, seq, 600_000);
            store.digest();
        }
    }

    private int readFlipped(Path image, String file, int at) throws IOException {
        Path damaged = flip(image, file, at);
        long applied = read(damaged);
        assertTrue(message(damaged) + " " + file + " byte " + at + ": " + applied, applied == -1 || applied == 40);
        return applied == -1 ? 1 : 0;
    }

    @Test
    public void missingFilesAreNoticed() throws IOException {
        fillTables();
        Path image = image("killed");
        String manifest = Files.readString(image.resolve("CURRENT")).strip();
        for (String file : List.of(
                "CURRENT",
                manifest,
                levelDbLog(image).getName(),
                files(image, ".sst").get(0).getName())) {
            Path damaged = copy(image);
            Files.delete(damaged.resolve(file));
            assertThrows(file, StoreException.class, () -> ReplicaStore.open(damaged, engine, 0));
        }
        Path unmarked = copy(image);
        Files.delete(unmarked.resolve("ENGINE"));
        assertThrows(WrongEngineException.class, () -> ReplicaStore.open(unmarked, engine, 0));
    }

    @Test
    public void aProcessThatIsKilledBetweenWritesLosesNothing() throws IOException {
        int done = 0;
        for (int i = 0; i < 12; i++) {
            int next = done + 1 + random.nextInt(6);
            fill(done + 1, next, 400_000);
            done = next;
            Path image = image("killed" + i);
            assertEquals(message(image), done, read(image));
        }
    }

    private Path flip(Path image, String name, int at) throws IOException {
        Path damaged = copy(image);
        try (RandomAccessFile file = new RandomAccessFile(damaged.resolve(name).toFile(), "rw")) {
            file.seek(at);
            int old = file.read();
            file.seek(at);
            file.write(old ^ 1 << random.nextInt(8));
        }
        return damaged;
    }
}
