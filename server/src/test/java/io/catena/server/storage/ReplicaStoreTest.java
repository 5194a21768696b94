package io.catena.server.storage;

import static io.catena.server.storage.Samples.append;
import static io.catena.server.storage.Samples.appendAndApply;
import static io.catena.server.storage.Samples.apply;
import static io.catena.server.storage.Samples.chunk;
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
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.DiskWrite;
import io.catena.server.chain.Invariant;
import io.catena.server.chain.Key;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.SessionTable;
import io.catena.server.chain.StoredState;
import io.catena.server.chain.VersionedValue;
import io.catena.server.chain.WriteId;
import io.catena.server.storage.files.StoreClosedException;
import io.catena.server.storage.files.StoreException;
import io.catena.server.storage.leveldb.Engine;
import io.catena.server.storage.leveldb.WrongEngineException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.Test;

/** What a store promises, on either engine; its snapshots are in {@link StoreSnapshotTest}. */
public class ReplicaStoreTest extends StoreTest {
    /** The number of a session that record 1 opens. */
    private static final long FIRST_SESSION = version(1);

    @Test
    public void aNewStoreIsEmpty() {
        reopen();
        StoredState found = store.recover();
        assertEquals(0, found.lineage());
        assertEquals(0, found.epoch());
        assertEquals(0, found.applied());
        assertEquals(1, found.firstLogSeq());
        assertEquals(0, found.logEnd());
        assertNull(found.partialSnapshot());
        assertFalse(store.get(key("a")).exists());
    }

    @Test
    public void nothingIsWrittenBeforeRecovery() {
        reopen();
        assertThrows(IllegalStateException.class, () -> store.write(append(record(1, put("a", "1")))));
    }

    @Test
    public void pendingRecordsComeBackAsTheyWereAndAreNotInTheKeySpace() {
        LogRecord one = record(1, put("a", "1"));
        LogRecord two = record(2, put("b", "2"), delete("a"));
        store.write(append(one, two));
        assertFalse(store.get(key("a")).exists());
        reopen();
        StoredState found = store.recover();
        assertEquals(2, found.pending().size());
        assertArrayEquals(one.bytes(), found.pending().get(0).bytes());
        assertArrayEquals(two.bytes(), found.pending().get(1).bytes());
        assertEquals(2, found.logEnd());
    }

    @Test
    public void appliedRecordsAreInTheKeySpaceUnderTheirSeq() {
        LogRecord one = record(1, put("a", "1"), put("b", "x"), put("b", "y"));
        LogRecord two = record(2, delete("a"), put("c", ""));
        store.write(append(one, two));
        store.write(apply(one));
        assertEquals("1", text(store.get(key("a"))));
        assertEquals("y", text(store.get(key("b"))));
        assertEquals(one.versionOf(2), store.get(key("b")).version());
        store.write(apply(two));
        reopen();
        StoredState found = store.recover();
        assertEquals(2, found.applied());
        assertTrue(found.pending().isEmpty());
        assertEquals(VersionedValue.ABSENT, store.get(key("a")));
        assertEquals("", text(store.get(key("c"))));
        assertEquals(two.versionOf(1), store.get(key("c")).version());
    }

    @Test
    public void keysAndValuesAreAnyBytes() {
        byte[] zeros = {0, 0};
        byte[] high = {-1};
        byte[] value = new byte[1 << 20];
        value[7] = -1;
        LogRecord one = LogRecord.encode(
                1,
                1,
                List.of(
                        new LoggedWrite(LoggedWrite.Kind.PUT, new Key(zeros), value, null, null),
                        new LoggedWrite(LoggedWrite.Kind.PUT, new Key(high), zeros, null, null)));
        store.write(appendAndApply(one));
        reopen();
        store.recover();
        assertArrayEquals(value, store.get(new Key(zeros)).value());
        assertArrayEquals(zeros, store.get(new Key(high)).value());
        assertEquals(2, store.readChunk(1, null, 1 << 30).entries().size());
    }

    @Test
    public void epochAndLineageStayWithoutAnyRecord() {
        store.write(new DiskWrite(false, -1, List.of(), List.of(), 7, 3, 0));
        reopen();
        StoredState found = store.recover();
        assertEquals(7, found.epoch());
        assertEquals(3, found.lineage());
    }

    @Test
    public void truncationDropsPendingRecordsAndOthersTakeTheirPlace() {
        store.write(append(record(1, put("a", "1")), record(2, put("a", "2")), record(3, put("a", "3"))));
        LogRecord other = record(2, put("a", "other"));
        store.write(truncate(1, other));
        reopen();
        StoredState found = store.recover();
        assertEquals(2, found.logEnd());
        assertArrayEquals(other.bytes(), found.pending().get(1).bytes());
        assertEquals(2, store.readLog(1, 1 << 20).size());
    }

    @Test
    public void appliedRecordsAreNeverTruncated() {
        store.write(appendAndApply(record(1, put("a", "1")), record(2, put("a", "2"))));
        assertThrows(Invariant.Broken.class, () -> store.write(truncate(1)));
    }

    @Test
    public void gapsInWhatIsWrittenAreRefused() {
        assertThrows(Invariant.Broken.class, () -> store.write(append(record(2, put("a", "1")))));
        LogRecord one = record(1, put("a", "1"));
        assertThrows(Invariant.Broken.class, () -> store.write(apply(one)));
        store.write(append(one));
        assertThrows(Invariant.Broken.class, () -> store.write(append(one)));
    }

    @Test
    public void aResetDropsLogKeySpaceAndSessions() {
        store.write(appendAndApply(record(1, openSession())));
        store.write(appendAndApply(record(2, put("a", "1", new WriteId(FIRST_SESSION, 1, 1)))));
        store.write(append(record(3, put("b", "1"))));
        LogRecord first = record(1, put("c", "new"));
        store.write(reset(9, 2, first));
        reopen();
        StoredState found = store.recover();
        assertEquals(2, found.lineage());
        assertEquals(9, found.epoch());
        assertEquals(0, found.applied());
        assertEquals(0, found.sessions().size());
        assertEquals(1, found.pending().size());
        assertArrayEquals(first.bytes(), found.pending().get(0).bytes());
        assertFalse(store.get(key("a")).exists());
        assertEquals(0, store.digest().keys());
    }

    @Test
    public void aLargeStoreIsResetInPieces() {
        List<LogRecord> records = new ArrayList<>();
        for (int i = 1; i <= 50; i++) {
            LoggedWrite[] writes = new LoggedWrite[200];
            for (int j = 0; j < writes.length; j++) {
                writes[j] = put("k" + i + "/" + j, "v");
            }
            records.add(record(i, writes));
        }
        store.write(appendAndApply(records.toArray(new LogRecord[0])));
        assertEquals(10_000, store.digest().keys());
        store.write(reset(2, 2));
        assertEquals(0, store.digest().keys());
        store.write(appendAndApply(record(1, put("a", "1"))));
        assertEquals(1, store.digest().keys());
    }

    @Test
    public void sessionsComeBackWithTheAnswersThatTheyKeep() {
        store.write(appendAndApply(record(1, openSession())));
        store.write(appendAndApply(record(2, put("a", "1", new WriteId(FIRST_SESSION, 1, 1)))));
        store.write(append(record(3, put("a", "2", new WriteId(FIRST_SESSION, 2, 1)))));
        reopen();
        SessionTable found = store.recover().sessions();
        assertEquals(
                version(2), found.answerTo(new WriteId(FIRST_SESSION, 1, 1)).version());
        assertNull("not applied yet", found.answerTo(new WriteId(FIRST_SESSION, 2, 1)));
        assertTrue(found.knows(new WriteId(FIRST_SESSION, 2, 1)));
    }

    @Test
    public void sessionsThatWereForgottenStayForgotten() {
        for (int seq = 1; seq <= SessionTable.MAX_SESSIONS + 5; ) {
            List<LogRecord> some = new ArrayList<>();
            for (int i = 0; i < 1000 && seq <= SessionTable.MAX_SESSIONS + 5; i++) {
                some.add(record(seq++, openSession()));
            }
            store.write(appendAndApply(some.toArray(new LogRecord[0])));
        }
        reopen();
        SessionTable found = store.recover().sessions();
        assertEquals(SessionTable.MAX_SESSIONS, found.size());
        assertFalse(found.knows(new WriteId(version(5), 1, 1)));
        assertTrue(found.knows(new WriteId(version(6), 1, 1)));
    }

    @Test
    public void appliedRecordsBeyondTheBoundLeaveTheLog() {
        reopen(800_000);
        store.recover();
        for (int seq = 1; seq <= 100; seq++) {
            store.write(appendAndApply(record(seq, put("a", new byte[40_000]))));
            store.digest(); // brings all of it into LevelDB
        }
        long first = store.firstLogSeq();
        assertTrue("about 20 are kept: from " + first, first > 70 && first <= 80);
        assertTrue(store.readLog(first - 1, 1 << 20).isEmpty());
        assertEquals(100 - first + 1, store.readLog(first, 1 << 20).size());
        reopen(800_000);
        assertEquals(first, store.recover().firstLogSeq());
    }

    @Test
    public void recordsThatASuccessorNeedsOrThatArePendingStayInTheLog() {
        reopen(0);
        store.recover();
        LogRecord[] records = new LogRecord[10];
        for (int i = 0; i < 10; i++) {
            records[i] = record(i + 1, put("a", new byte[300_000]));
            store.write(append(records[i]));
        }
        store.write(new DiskWrite(false, -1, List.of(), List.of(records).subList(0, 8), 1, 1, 4));
        store.digest();
        store.write(new DiskWrite(false, -1, List.of(), List.of(), 1, 1, 4));
        assertEquals(4, store.firstLogSeq());
        store.write(new DiskWrite(false, -1, List.of(), List.of(), 1, 1, Long.MAX_VALUE));
        assertEquals("record 9 is pending", 9, store.firstLogSeq());
        reopen(0);
        assertEquals(2, store.recover().pending().size());
    }

    @Test
    public void whatAKeyHoldsIsTheSameBeforeAndAfterItIsInLevelDb() {
        store.write(appendAndApply(record(1, put("a", "1"), put("b", "1"))));
        store.write(appendAndApply(record(2, put("a", "2"), delete("b"))));
        for (int i = 0; i < 2; i++) {
            assertEquals("2", text(store.get(key("a"))));
            assertEquals(version(2), store.get(key("a")).version());
            assertEquals(VersionedValue.ABSENT, store.get(key("b")));
            store.digest();
        }
    }

    @Test
    public void aProcessThatDiesHasAllOfItAgain() throws IOException {
        store.write(appendAndApply(record(1, openSession(), put("a", "1"))));
        store.digest();
        store.write(appendAndApply(record(2, put("a", "2", new WriteId(FIRST_SESSION, 1, 1)))));
        store.write(append(record(3, put("a", "3"))));
        try (ReplicaStore next = ReplicaStore.open(image("killed"), engine, Samples.NO_TRIM)) {
            StoredState found = next.recover();
            assertEquals(2, found.applied());
            assertEquals(3, found.logEnd());
            assertEquals("2", text(next.get(key("a"))));
            assertEquals(
                    version(2),
                    found.sessions().answerTo(new WriteId(FIRST_SESSION, 1, 1)).version());
            assertEquals(next.digest(), store.digest());
        }
    }

    @Test
    public void appliedRecordsReachLevelDbByThemselves() throws IOException {
        store.write(appendAndApply(record(1, put("a", "1"))));
        Awaitility.await()
                .until(() -> Files.readString(newestLevelDbLog(), StandardCharsets.ISO_8859_1)
                        .contains("da"));
    }

    private Path newestLevelDbLog() {
        List<File> logs = files(directory, ".log");
        return logs.get(logs.size() - 1).toPath();
    }

    @Test
    public void theLogIsReadInPiecesOfTheAskedSizeButNeverLessThanARecord() {
        for (int seq = 1; seq <= 5; seq++) {
            store.write(append(record(seq, put("a", "1"))));
        }
        int length = record(1, put("a", "1")).bytes().length;
        assertEquals(2, store.readLog(2, 2 * length).size());
        assertEquals(2, store.readLog(2, 1).get(0).seq());
        assertEquals(1, store.readLog(2, 1).size());
        assertTrue(store.readLog(6, 1 << 20).isEmpty());
        assertTrue(store.readLog(0, 1 << 20).isEmpty());
    }

    @Test
    public void digestsAreEqualForEqualDataOnly() {
        store.write(appendAndApply(record(1, put("a", "1"), put("b", "2"))));
        Digest one = store.digest();
        assertEquals(1, one.applied());
        assertEquals(2, one.keys());
        store.write(append(record(2, put("a", "1"))));
        assertEquals("what is pending does not count", one, store.digest());
        store.write(apply(record(2, put("a", "1"))));
        assertNotEquals("the version counts", one.hex(), store.digest().hex());
        store.write(reset(1, 1));
        store.write(appendAndApply(record(1, put("a", "1"), put("b", "2"), put("c", "x"), delete("c"))));
        assertEquals(one, store.digest());
        store.write(reset(1, 1));
        store.write(appendAndApply(record(1, put("a", "1b"), put("", "2"))));
        assertNotEquals(one.hex(), store.digest().hex());
    }

    @Test
    public void aSecondStoreOnTheDirectoryIsRefusedAndTheFirstGoesOn() {
        assertThrows(StoreException.class, () -> ReplicaStore.open(directory, engine, 0));
        store.write(appendAndApply(record(1, put("a", "1"))));
        assertEquals("1", text(store.get(key("a"))));
    }

    @Test
    public void theEngineThatWroteItOpensItOrNone() {
        store.write(appendAndApply(record(1, put("a", "1"))));
        store.close();
        if (engine == Engine.IQ80) {
            store = ReplicaStore.open(directory, Engine.LEVELDBJNI, 0);
        } else {
            WrongEngineException e =
                    assertThrows(WrongEngineException.class, () -> ReplicaStore.open(directory, Engine.IQ80, 0));
            assertTrue(e.getMessage(), e.getMessage().contains("Make it load"));
            reopen();
        }
        assertEquals(1, store.recover().applied());
    }

    @Test
    public void aClosedStoreSaysSo() {
        store.close();
        store.close();
        assertThrows(StoreClosedException.class, () -> store.get(key("a")));
        assertThrows(StoreClosedException.class, () -> store.readLog(1, 10));
        assertThrows(StoreClosedException.class, () -> store.readChunk(0, null, 10));
        assertThrows(StoreClosedException.class, store::digest);
        assertThrows(StoreClosedException.class, () -> store.write(append(record(1, put("a", "1")))));
        assertThrows(StoreClosedException.class, () -> store.installChunk(chunk(1, null, null, "a"), 1, 1));
    }

    private static long version(long seq) {
        return record(seq).versionOf(0);
    }
}
