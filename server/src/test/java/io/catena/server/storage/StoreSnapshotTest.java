package io.catena.server.storage;

import static io.catena.server.storage.Samples.append;
import static io.catena.server.storage.Samples.appendAndApply;
import static io.catena.server.storage.Samples.chunk;
import static io.catena.server.storage.Samples.chunkReadAt;
import static io.catena.server.storage.Samples.delete;
import static io.catena.server.storage.Samples.key;
import static io.catena.server.storage.Samples.openSession;
import static io.catena.server.storage.Samples.put;
import static io.catena.server.storage.Samples.record;
import static io.catena.server.storage.Samples.reset;
import static io.catena.server.storage.Samples.text;
import static io.catena.server.storage.Samples.truncate;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.DiskWrite;
import io.catena.server.chain.Invariant;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.PartialSnapshot;
import io.catena.server.chain.SessionTable;
import io.catena.server.chain.SnapshotChunk;
import io.catena.server.chain.StoredState;
import io.catena.server.chain.WriteId;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** Snapshots of a store: read in pieces beside writes, and installed in pieces, on either engine (S1 to S4). */
public class StoreSnapshotTest extends StoreTest {
    /** The number of a session that record 1 opens. */
    private static final long FIRST_SESSION = record(1).versionOf(0);

    private static final byte[] NO_SESSIONS = new SessionTable().encodeAll();

    @Test
    public void aSnapshotInPiecesIsTheWholeKeySpaceWithItsSessions() {
        store.write(appendAndApply(record(1, openSession())));
        for (int i = 0; i < 50; i++) {
            store.write(appendAndApply(record(
                    i + 2, put("k" + (100 + i), "v" + i, new WriteId(FIRST_SESSION, i + 1, i + 1)), delete("k103"))));
        }
        Digest before = store.digest();
        SessionTable sessions =
                SessionTable.decodeAll(store.readChunk(51, null, 1 << 20).sessions());
        List<SnapshotChunk> chunks = new ArrayList<>();
        SnapshotChunk next = store.readChunk(51, null, 100);
        while (!next.last()) {
            assertTrue(next.percent() >= 0 && next.percent() < 100);
            assertNull(next.sessions());
            chunks.add(next);
            next = store.readChunk(51, next.cursor(), 100);
        }
        assertEquals(100, next.percent());
        chunks.add(next);
        assertTrue("in pieces: " + chunks.size(), chunks.size() > 5);
        store.write(reset(1, 1));
        for (SnapshotChunk chunk : chunks) {
            store.installChunk(chunk, 4, 6);
        }
        Digest after = store.digest();
        assertEquals(before.hex(), after.hex());
        assertEquals(51, after.applied());
        reopen();
        StoredState found = store.recover();
        assertEquals(51, found.applied());
        assertEquals(52, found.firstLogSeq());
        assertEquals(4, found.lineage());
        assertEquals(6, found.epoch());
        assertNull(found.partialSnapshot());
        assertArrayEquals(sessions.encodeAll(), found.sessions().encodeAll());
        store.write(appendAndApply(record(52, put("z", "1", new WriteId(FIRST_SESSION, 99, 99)))));
    }

    @Test
    public void anEmptyKeySpaceIsASnapshotOfOnePiece() {
        store.write(appendAndApply(record(1, delete("a"))));
        SnapshotChunk only = store.readChunk(1, null, 1000);
        assertTrue(only.last());
        assertTrue(only.entries().isEmpty());
        assertEquals(100, only.percent());
        store.installChunk(only, 1, 1);
        assertEquals(1, store.digest().applied());
    }

    @Test
    public void aSnapshotIsReadWhileWritesGoOn() {
        for (int i = 1; i <= 20; i++) {
            store.write(appendAndApply(record(i, put("k" + (100 + i), "old"))));
        }
        SnapshotChunk first = store.readChunk(20, null, 150);
        LogRecord later = record(21, put("k101", "new"), put("k120", "new"), delete("k119"));
        store.write(appendAndApply(later));
        SnapshotChunk second = store.readChunk(20, first.cursor(), 1 << 20);
        Digest feeder = store.digest();
        store.installChunk(first, 1, 1);
        store.installChunk(second, 1, 1);
        store.write(appendAndApply(later));
        assertEquals(feeder, store.digest());
    }

    @Test
    public void aSnapshotIsInPartUntilTheLogHasWhatItsPiecesHoldAlready() {
        store.installChunk(chunkReadAt(10, 13, null, null, "a", "b"), 1, 1);
        reopen();
        store.recover();
        store.installChunk(chunkReadAt(10, 12, "b", NO_SESSIONS, "c"), 1, 1);
        assertThrows(IncompleteStoreException.class, store::digest);
        assertEquals(
                "what a successor gets of it",
                13,
                store.readChunk(10, null, 1000).readAt());
        store.write(appendAndApply(record(11, put("a", "1"))));
        reopen();
        assertTrue("two records are missing", store.recover().isInPart());
        store.write(append(record(12, put("b", "1"))));
        store.write(append(record(13, put("c", "1"))));
        reopen();
        assertFalse("all records are there", store.recover().isInPart());
        assertThrows("they are not applied", IncompleteStoreException.class, store::digest);
        store.write(truncate(11));
        reopen();
        assertTrue("they are gone again", store.recover().isInPart());
        store.write(appendAndApply(record(12, put("b", "1")), record(13, put("c", "1"))));
        assertEquals(13, store.digest().applied());
        reopen();
        assertEquals(0, store.recover().exactFrom());
    }

    @Test
    public void howNewPiecesWereIsForgottenWithThem() {
        store.installChunk(chunkReadAt(10, 13, null, null, "a", "b"), 1, 1);
        store.installChunk(chunkReadAt(12, 12, null, NO_SESSIONS, "c"), 1, 1);
        reopen();
        assertFalse(store.recover().isInPart());
        store.installChunk(chunkReadAt(10, 13, null, NO_SESSIONS, "a", "b"), 1, 1);
        store.write(reset(2, 2));
        reopen();
        assertFalse(store.recover().isInPart());
    }

    @Test
    public void aSnapshotInPartAnswersNothingAndSaysHowFarItCame() {
        store.write(appendAndApply(record(1, put("old", "1"))));
        store.installChunk(chunk(10, null, null, "a", "b"), 2, 5);
        assertThrows(IncompleteStoreException.class, () -> store.get(key("a")));
        assertThrows(IncompleteStoreException.class, store::digest);
        assertThrows(IncompleteStoreException.class, () -> store.readChunk(0, null, 1000));
        assertTrue(store.readLog(1, 1000).isEmpty());
        reopen();
        StoredState found = store.recover();
        assertEquals(new PartialSnapshot(10, key("b")), found.partialSnapshot());
        assertEquals(0, found.applied());
        assertEquals(0, found.logEnd());
        store.write(new DiskWrite(false, -1, List.of(), List.of(), 6, 2, 0));
        assertThrows(Invariant.Broken.class, () -> store.write(append(record(1, put("a", "1")))));
        store.installChunk(chunk(10, "b", NO_SESSIONS, "c"), 2, 6);
        assertEquals("of a", text(store.get(key("a"))));
        assertFalse(store.get(key("old")).exists());
        assertEquals(3, store.digest().keys());
    }

    @Test
    public void piecesThatComeAgainDoNoHarm() {
        store.installChunk(chunk(10, null, null, "a", "b"), 1, 1);
        store.installChunk(chunk(10, "b", null, "c", "d"), 1, 1);
        store.installChunk(chunk(10, "b", null, "c"), 1, 1);
        reopen();
        assertEquals(new PartialSnapshot(10, key("d")), store.recover().partialSnapshot());
        store.installChunk(chunk(10, "d", NO_SESSIONS, "e"), 1, 1);
        Digest whole = store.digest();
        store.installChunk(chunk(10, "d", NO_SESSIONS, "e"), 1, 1);
        assertEquals(whole, store.digest());
        assertEquals(5, whole.keys());
    }

    @Test
    public void anotherSnapshotBeginsAnew() {
        store.installChunk(chunk(10, null, null, "a", "b"), 1, 1);
        store.installChunk(chunk(12, null, NO_SESSIONS, "c"), 1, 2);
        assertEquals(1, store.digest().keys());
        assertEquals(12, store.digest().applied());
    }

    @Test
    public void piecesThatDoNotFollowAreRefused() {
        assertThrows(Invariant.Broken.class, () -> store.installChunk(chunk(10, "b", null, "c"), 1, 1));
        store.installChunk(chunk(10, null, null, "a", "b"), 1, 1);
        assertThrows(Invariant.Broken.class, () -> store.installChunk(chunk(11, "b", null, "c"), 1, 1));
        assertThrows(Invariant.Broken.class, () -> store.installChunk(chunk(10, "c", null, "d"), 1, 1));
        assertThrows(Invariant.Broken.class, () -> store.installChunk(chunk(10, "b", null, "d"), 2, 1));
    }
}
