package io.catena.simulation.disk;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.storage.journal.LogFile;
import io.catena.simulation.run.SeededRandom;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.Test;

/** What a crash leaves of a log's files. */
public class SimulatedLogFilesTest {
    private static final int BYTES = 2048;
    private static final int SEEDS = 100;

    private final Power power = new Power();

    private SimulatedLogFiles files(long seed) {
        return new SimulatedLogFiles(power, new SeededRandom(seed));
    }

    private static ByteBuffer block(int value) {
        byte[] bytes = new byte[BYTES];
        Arrays.fill(bytes, (byte) value);
        return ByteBuffer.wrap(bytes);
    }

    private static byte[] read(SimulatedLogFiles files, int at) throws IOException {
        LogFile file = files.open(1);
        ByteBuffer into = ByteBuffer.allocate(BYTES);
        if (file.size() > at) {
            file.read(at, into);
        }
        return into.array();
    }

    private static int count(byte[] bytes, int value) {
        int count = 0;
        for (byte b : bytes) {
            count += b == value ? 1 : 0;
        }
        return count;
    }

    @Test
    public void whatWasSyncedIsThereAfterEveryCrash() throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            SimulatedLogFiles files = files(seed);
            LogFile file = files.create(1);
            file.write(0, block(1));
            files.sync(false);
            file.write(BYTES, block(2));
            files.crash();
            assertArrayEquals(block(1).array(), read(files, 0));
        }
    }

    @Test
    public void whatWasNotSyncedIsThereOrLostOrTornInTheMiddleOrInAnyOfItsSectors() throws IOException {
        Set<String> seen = new TreeSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            SimulatedLogFiles files = files(seed);
            files.sync(false);
            files.create(1).write(0, block(1));
            files.crash();
            byte[] left = read(files, 0);
            int there = count(left, 1);
            boolean firstPart = there == BYTES || left[there] == 0 && count(Arrays.copyOf(left, there), 1) == there;
            seen.add(there == 0 ? "lost" : there == BYTES ? "whole" : firstPart ? "torn" : "out of order");
        }
        assertEquals(Set.of("lost", "out of order", "torn", "whole"), seen);
    }

    @Test
    public void aSyncedWriteMakesThoseBeforeItDurable() throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            SimulatedLogFiles files = files(seed);
            LogFile file = files.create(1);
            files.sync(false);
            file.write(0, block(1));
            files.sync(true);
            file.write(BYTES, block(2));
            files.crash();
            assertArrayEquals(block(1).array(), read(files, 0));
        }
    }

    @Test
    public void theWriteThatAPowerCutEndsIsNotSynced() throws IOException {
        Set<Integer> seen = new TreeSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            SimulatedLogFiles files = files(seed);
            LogFile file = files.create(1);
            power.cutAfter(0);
            assertThrows(Power.Cut.class, () -> file.write(0, block(1)));
            power.on();
            files.crash();
            seen.add(count(read(files, 0), 1));
        }
        assertTrue("all, none and parts of it: " + seen, seen.contains(0) && seen.contains(BYTES) && seen.size() > 3);
    }

    @Test
    public void aFileMayBeThereAgainIfItsDeletionWasNotSynced() throws IOException {
        Set<Integer> seen = new TreeSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            SimulatedLogFiles files = files(seed);
            files.create(1);
            files.create(2);
            files.delete(1);
            files.crash();
            seen.add(files.numbers().size());
        }
        assertEquals(Set.of(1, 2), seen);
    }

    @Test
    public void aFileIsGoneIfItsDeletionWasSynced() throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            SimulatedLogFiles files = files(seed);
            files.create(1);
            files.delete(1);
            files.sync();
            files.crash();
            assertTrue(files.numbers().isEmpty());
        }
    }

    @Test
    public void aDiskThatFailsTellsSoAndTheProcessGoesOn() throws IOException {
        LogFile file = files(1).create(1);
        power.diskFails();
        assertThrows(IOException.class, () -> file.write(0, block(1)));
    }
}
