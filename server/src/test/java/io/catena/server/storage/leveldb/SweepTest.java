package io.catena.server.storage.leveldb;

import static org.awaitility.Awaitility.await;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** In the native engine, how much of what was deleted stays on the disk. */
public class SweepTest {
    private static final int KEYS = 6_000;
    private static final int VALUE_BYTES = 5_000;
    private static final int KEEP_EACH = 10;
    private static final int PER_BATCH = 200;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static final byte[] FILLER = {'f'};

    private Path directory;
    private Database database;
    private final Random random = new Random(5);

    @Before
    public void open() {
        assertEquals(Engine.LEVELDBJNI, Engine.choose(Path.of("target", "native")));
        directory = folder.getRoot().toPath();
        reopen();
    }

    private void reopen() {
        database = LevelDatabase.open(directory, Engine.LEVELDBJNI);
    }

    @After
    public void close() {
        database.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What is written is in LevelDB at once. */
    private static final class NobodyElse implements ContentOwner {
        @Override
        public void flush() {}

        @Override
        public void besides(Runnable change) {
            change.run();
        }

        @Override
        public long flushed() {
            return 0;
        }
    }

    private static byte[] key(int i) {
        // Neighbours are far from each other in time.
        return bytes("key " + Integer.toString(i * 7919 % KEYS + 10_000));
    }

    private byte[] value(int i) {
        byte[] value = new byte[VALUE_BYTES];
        new Random(i).nextBytes(value);
        return value;
    }

    private void fillAndDeleteMost() {
        for (int i = 0; i < KEYS; ) {
            Batch batch = new Batch();
            for (int j = 0; j < PER_BATCH; j++, i++) {
                batch.put(key(i), value(i));
            }
            database.write(batch);
        }
        for (int i = 0; i < KEYS; i += PER_BATCH) {
            Batch batch = new Batch();
            for (int j = i; j < i + PER_BATCH; j++) {
                if (j % KEEP_EACH != 0) {
                    batch.delete(key(j));
                }
            }
            database.write(batch);
        }
    }

    private void sweep() throws IOException, InterruptedException {
        new Sweep(database, new TablesInUse(directory), new NobodyElse(), FILLER, () -> true).run();
    }

    private long bytesOnDisk() throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".sst")).toList()) {
                bytes += sizeOf(file);
            }
        }
        return bytes;
    }

    private static long sizeOf(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    private void everythingIsAsItWasWritten() {
        for (int i = 0; i < KEYS; i++) {
            if (i % KEEP_EACH == 0) {
                assertArrayEquals(value(i), database.get(key(i)));
            } else {
                assertNull(database.get(key(i)));
            }
        }
        assertNull(database.get(FILLER));
    }

    @Test
    public void theSpaceOfWhatWasDeletedComesBackAndNothingElseChanges_row80() throws Exception {
        fillAndDeleteMost();
        assertTrue("LevelDB by itself keeps it", bytesOnDisk() > 20L << 20);
        sweep();
        await("files that are not needed are removed").until(() -> bytesOnDisk() < 8L << 20);
        everythingIsAsItWasWritten();
        database.close();
        reopen();
        everythingIsAsItWasWritten();
    }

    @Test
    public void writesGoOnMeanwhile_row80() throws Exception {
        fillAndDeleteMost();
        Thread writer = new Thread(() -> {
            for (int i = 0; i < KEYS; i++) {
                Batch batch = new Batch();
                batch.put(key(i), value(i));
                batch.delete(bytes("gone " + random.nextInt(KEYS)));
                if (i % KEEP_EACH == 0) {
                    database.write(batch);
                }
            }
        });
        writer.start();
        sweep();
        writer.join();
        everythingIsAsItWasWritten();
    }

    @Test
    public void aSweepThatMayNotGoOnChangesNothing_row80() throws Exception {
        fillAndDeleteMost();
        long before = bytesOnDisk();
        new Sweep(database, new TablesInUse(directory), new NobodyElse(), FILLER, () -> false).run();
        assertEquals(before, bytesOnDisk(), 4 << 20);
    }
}
