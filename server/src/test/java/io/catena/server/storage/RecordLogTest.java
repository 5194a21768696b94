package io.catena.server.storage;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.LogRecord;
import io.catena.server.storage.files.WriteFailure;
import io.catena.server.storage.journal.Journal;
import io.catena.server.storage.journal.JournalSettings;
import io.catena.server.storage.journal.LogLayout;
import io.catena.server.storage.journal.LogPart;
import io.catena.server.storage.journal.RecordLog;
import io.catena.server.storage.journal.Voids;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** What stays in the log, and for how long. */
public class RecordLogTest {
    private static final int RECORD_BYTES = 1 << 20;
    private static final int SEGMENT_BYTES = 4 << 20;

    private final MemoryDisk disk = new MemoryDisk();
    private Journal journal;
    private final RecordLog log = open(0);

    private RecordLog open(long retainBytes) {
        JournalSettings settings = new JournalSettings(LogLayout.ONE_CHAIN, SEGMENT_BYTES, retainBytes, () -> 7);
        journal = new Journal(disk.files, settings, new WriteFailure(), Runnable::run);
        journal.recover(() -> new Voids(Map.of()));
        RecordLog opened = journal.of(1);
        opened.recover(0, 0);
        return opened;
    }

    private void append(RecordLog to, long seq) {
        LogRecord record = Samples.record(seq, Samples.put("k", new byte[RECORD_BYTES]));
        to.append(new LogPart(1, 1, 1, 0, -1, List.of(record))).join();
    }

    @Test
    public void whatASuccessorNeedsStaysHoweverMuchThatIs() {
        for (int seq = 1; seq <= 150; seq++) {
            append(log, seq);
            log.trim(seq, 1);
        }
        assertEquals(1, log.first());
    }

    @Test
    public void whatASuccessorNeedsDoesNotFillTheDiskWhereSpaceIsScarce() {
        journal.spaceIsScarce(true);
        long most = Journal.NEEDED_BYTES / RECORD_BYTES + SEGMENT_BYTES / RECORD_BYTES + 1;
        for (int seq = 1; seq <= 150; seq++) {
            append(log, seq);
            log.trim(seq, 1);
            assertTrue(log.end() - log.first() + 1 <= most);
            assertTrue("needed", seq > 60 || log.first() == 1);
        }
        journal.spaceIsScarce(false);
        log.trim(150, Long.MAX_VALUE);
        assertTrue("no replica needs it", log.end() - log.first() + 1 <= SEGMENT_BYTES / RECORD_BYTES + 1);
    }

    @Test
    public void whatLevelDbLacksStays() {
        journal.spaceIsScarce(true);
        for (int seq = 1; seq <= 20; seq++) {
            append(log, seq);
            log.trim(2, Long.MAX_VALUE);
        }
        assertEquals(1, log.first());
        journal.spaceIsScarce(false);
        log.trim(10, Long.MAX_VALUE);
        assertTrue(log.first() > 4 && log.first() <= 11);
    }

    @Test
    public void soMuchIsRetainedAtLeast() {
        RecordLog retaining = open(8L * RECORD_BYTES);
        for (int seq = 1; seq <= 40; seq++) {
            append(retaining, seq);
            retaining.trim(seq, Long.MAX_VALUE);
            assertTrue(retaining.end() - retaining.first() + 1 >= Math.min(seq, 8));
        }
        assertTrue(retaining.end() - retaining.first() + 1 <= 8 + 5);
    }

    @Test
    public void whereSpaceIsScarceLessIsRetained_row80() {
        RecordLog retaining = open(8L * RECORD_BYTES);
        journal.spaceIsScarce(true);
        for (int seq = 1; seq <= 40; seq++) {
            append(retaining, seq);
            retaining.trim(seq, Long.MAX_VALUE);
            assertTrue(retaining.end() - retaining.first() + 1 >= Math.min(seq, 2));
        }
        assertTrue(retaining.end() - retaining.first() + 1 <= 2 + 5);
    }

    @Test
    public void whatWasTrimmedStaysAwayAfterRecovery() {
        for (int seq = 1; seq <= 20; seq++) {
            append(log, seq);
        }
        log.trim(20, Long.MAX_VALUE);
        RecordLog again = open(0);
        assertEquals(log.first(), again.first());
        assertEquals(20, again.end());
        assertEquals(log.lastBlock(), again.lastBlock());
        append(again, 21);
        assertEquals(21, again.read(21, 1).get(0).seq());
    }

    @Test
    public void aTruncationAcrossFilesHoldsAfterRecovery() {
        for (int seq = 1; seq <= 20; seq++) {
            append(log, seq);
        }
        LogRecord other = Samples.record(3, Samples.put("other", "1"));
        log.append(new LogPart(1, 2, 1, 0, 2, List.of(other))).join();
        for (RecordLog each : List.of(log, open(0))) {
            assertEquals(1, each.first());
            assertEquals(3, each.end());
            assertEquals(3, each.read(1, Long.MAX_VALUE).size());
            assertEquals(other.checksum(), each.read(3, 1).get(0).checksum());
        }
    }
}
