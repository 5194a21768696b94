package io.catena.server.storage;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.SnapshotChunk;
import org.junit.Test;

/** What a piece of a snapshot takes in memory, however small its entries are. */
public class SnapshotMemoryTest extends StoreTest {
    private static final int KEYS = 5_000;
    private static final int MAX_BYTES = 64 << 10;

    @Test
    public void aPieceOfTinyEntriesIsBoundedByTheMemoryThatItTakes() {
        LoggedWrite[] writes = new LoggedWrite[KEYS];
        for (int i = 0; i < KEYS; i++) {
            writes[i] = Samples.put(Integer.toString(i, 36), "");
        }
        store.write(Samples.appendAndApply(Samples.record(1, writes)));
        int entries = 0;
        SnapshotChunk piece = store.readChunk(1, null, MAX_BYTES);
        while (!piece.last()) {
            long memoryBytes = piece.entries().stream()
                    .mapToLong(SnapshotChunk.Entry::memoryBytes)
                    .sum();
            assertTrue(memoryBytes + " bytes", memoryBytes <= MAX_BYTES && memoryBytes > MAX_BYTES * 9 / 10);
            assertTrue(
                    "more than keys and values", memoryBytes > piece.entries().size() * 50L);
            entries += piece.entries().size();
            piece = store.readChunk(1, piece.cursor(), MAX_BYTES);
        }
        assertTrue("in pieces", entries > 0);
        assertEquals(KEYS, entries + piece.entries().size());
    }
}
