package io.catena.server.storage;

import static org.junit.Assert.assertThrows;

import org.junit.Test;

/** What a read has found belongs to a content that a snapshot replaces meanwhile: it is no answer any more. */
public class ReadWhileASnapshotBeginsTest {
    @Test
    public void aReadThatASnapshotOvertakesIsNotAnswered() {
        MemoryDisk disk = new MemoryDisk();
        try (ReplicaStore store = disk.store(1 << 20, 0)) {
            store.recover();
            store.write(Samples.appendAndApply(Samples.record(1, Samples.put("a", "old"))));
            store.digest();
            disk.database.meanwhile = () -> store.installChunk(Samples.chunk(9, null, null, "b"), 1, 2);
            assertThrows(IncompleteStoreException.class, () -> store.get(Samples.key("a")));
        }
    }
}
