package io.catena.server.storage;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.server.chain.LogRecord;
import io.catena.server.storage.files.StoreException;
import io.catena.server.storage.files.StoreWriteException;
import io.catena.server.storage.files.WriteFailure;
import io.catena.server.storage.journal.Journal;
import io.catena.server.storage.journal.JournalSettings;
import io.catena.server.storage.journal.LogLayout;
import io.catena.server.storage.journal.LogPart;
import io.catena.server.storage.journal.RecordLog;
import io.catena.server.storage.journal.Voids;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32C;
import org.junit.Test;

/** What chains that share a journal have of it, and what one of them costs the others. */
public class JournalTest {
    private static final int SEGMENT_BYTES = 64 << 10;
    private static final int RECORD_BYTES = 4 << 10;
    private static final long RETAIN_BYTES = 4L * SEGMENT_BYTES;

    private final MemoryDisk disk = new MemoryDisk();
    private final Queue<Runnable> toCommit = new ArrayDeque<>();
    private final Map<Integer, Long> voidBlocks = new TreeMap<>();
    private Journal journal = open();

    private Journal open() {
        return open(LogLayout.MANY_CHAINS);
    }

    private Journal open(LogLayout layout) {
        JournalSettings settings = new JournalSettings(layout, SEGMENT_BYTES, RETAIN_BYTES, () -> 7);
        Journal opened = new Journal(disk.files, settings, new WriteFailure(), toCommit::add);
        opened.recover(() -> new Voids(voidBlocks));
        return opened;
    }

    private RecordLog log(int chain) {
        RecordLog log = journal.of(chain);
        log.recover(voidBlocks.getOrDefault(chain, 0L), 0);
        return log;
    }

    private static CompletableFuture<Long> append(RecordLog to, int chain, LogRecord... records) {
        return to.append(new LogPart(chain, 1, 1, 0, -1, List.of(records)));
    }

    private static LogRecord record(long seq, int bytes) {
        return Samples.record(seq, Samples.put("k", new byte[bytes]));
    }

    private void commit() {
        while (!toCommit.isEmpty()) {
            toCommit.remove().run();
        }
    }

    /** Appends records to a chain, one in each block, until so many files have gone. */
    private long appendUntilGone(RecordLog log, int chain, long from, int files) {
        long oldest = disk.files.numbers().first();
        long seq = from;
        for (int gone = 0; gone < files && seq < from + 10_000; seq++) {
            append(log, chain, record(seq, RECORD_BYTES));
            commit();
            log.trim(seq, Long.MAX_VALUE);
            gone += disk.files.numbers().first() > oldest ? 1 : 0;
            oldest = disk.files.numbers().first();
        }
        return seq;
    }

    private long filesBytes() {
        return disk.files.content.values().stream()
                .mapToLong(bytes -> bytes.length)
                .sum();
    }

    @Test
    public void whatGathersWhileOneBlockIsWrittenIsTheNextOne() {
        List<CompletableFuture<Long>> ends = new ArrayList<>();
        append(log(64), 64, record(1, 10));
        commit();
        int before = disk.changes();
        for (int chain = 1; chain <= 64; chain++) {
            ends.add(append(log(chain), chain, record(chain == 64 ? 2 : 1, 10)));
        }
        assertEquals("one task for all", 1, toCommit.size());
        assertFalse(ends.get(0).isDone());
        commit();
        assertEquals("one synced write", before + 1, disk.changes());
        ends.forEach(end -> assertEquals(Long.valueOf(2), end.join()));
        journal = open();
        for (int chain = 1; chain <= 64; chain++) {
            assertEquals(chain == 64 ? 2 : 1, log(chain).end());
        }
    }

    @Test
    public void aBlockDoesNotGrowWithoutBound() {
        for (int chain = 1; chain <= 12; chain++) {
            append(log(chain), chain, record(1, 1_000_000));
        }
        commit();
        assertTrue("not one block", log(1).lastBlock() < log(12).lastBlock());
        assertTrue("and not one for each", log(12).lastBlock() <= 5);
    }

    @Test
    public void aTruncationOfOneChainTakesNothingFromAnother() {
        RecordLog one = log(1);
        RecordLog two = log(2);
        for (int seq = 1; seq <= 5; seq++) {
            append(one, 1, record(seq, seq));
            append(two, 2, record(seq, 100 + seq));
            commit();
        }
        one.append(new LogPart(1, 1, 1, 0, 2, List.of()));
        append(two, 2, record(6, 106));
        commit();
        for (int i = 0; i < 2; i++) {
            assertEquals(2, log(1).end());
            assertEquals(6, log(2).end());
            assertEquals(6, log(2).read(1, Long.MAX_VALUE).size());
            journal = open();
        }
    }

    @Test
    public void aFailedWriteIsFinalForAllChains() {
        CompletableFuture<Long> first = append(log(1), 1, record(1, 10));
        CompletableFuture<Long> second = append(log(2), 2, record(1, 10));
        disk.failAfter(1);
        commit();
        assertTrue(first.isCompletedExceptionally() && second.isCompletedExceptionally());
        CompletableFuture<Long> third = append(log(3), 3, record(1, 10));
        int before = disk.changes();
        commit();
        assertEquals("nothing is written", before, disk.changes());
        Throwable why = assertThrows(RuntimeException.class, third::join).getCause();
        assertTrue(why.toString(), why instanceof StoreWriteException);
    }

    @Test
    public void aChainThatOnlyOnceSaidItsEpochKeepsNoFile() {
        RecordLog quiet = log(1);
        quiet.append(new LogPart(1, 9, 3, 0, -1, List.of()));
        commit();
        long next = appendUntilGone(log(2), 2, 1, 6);
        assertTrue("files went: " + next, next < 200);
        journal = open();
        LogPart last = journal.of(1).recover(0, 0);
        assertEquals(9, last.epoch());
        assertEquals(3, last.lineage());
        assertEquals(0, journal.of(1).end());
    }

    @Test
    public void whatAQuietChainNeedsIsWrittenAgainAndStaysReadable() {
        RecordLog quiet = log(1);
        List<LogRecord> pending = new ArrayList<>();
        for (int seq = 1; seq <= 9; seq++) {
            pending.add(record(seq, 100 * seq));
            append(quiet, 1, pending.get(seq - 1));
            commit();
        }
        quiet.trim(3, 3);
        long next = appendUntilGone(log(2), 2, 1, 14);
        assertTrue("files went: " + next, next < 400);
        assertTrue("no more than what is retained: " + filesBytes(), filesBytes() <= RETAIN_BYTES + 3L * SEGMENT_BYTES);
        for (int i = 0; i < 2; i++) {
            assertEquals(3, log(1).first());
            assertEquals(9, log(1).end());
            assertEquals(bytesOf(pending.subList(2, 9)), bytesOf(log(1).read(3, Long.MAX_VALUE)));
            journal = open();
        }
        append(log(1), 1, record(10, 10));
        commit();
        journal = open();
        assertEquals(10, log(1).end());
    }

    private static List<Integer> bytesOf(List<LogRecord> records) {
        return records.stream().map(LogRecord::checksum).map(Number::intValue).toList();
    }

    /** Its records stay where they are: the journal is full of what is needed. */
    @Test
    public void muchThatIsNeededIsNotWrittenAgain() {
        RecordLog slow = log(1);
        for (int seq = 1; seq <= 60; seq++) {
            append(slow, 1, record(seq, RECORD_BYTES));
            commit();
        }
        RecordLog busy = log(2);
        long first = disk.files.numbers().first();
        for (int seq = 1; seq <= 120; seq++) {
            append(busy, 2, record(seq, RECORD_BYTES));
            commit();
            busy.trim(seq, Long.MAX_VALUE);
        }
        assertEquals(
                "a third of it is needed", first, (long) disk.files.numbers().first());
        for (int seq = 121; seq <= 400; seq++) {
            append(busy, 2, record(seq, RECORD_BYTES));
            commit();
            busy.trim(seq, Long.MAX_VALUE);
        }
        assertTrue("a quarter", disk.files.numbers().first() > first);
        assertTrue("bounded: " + filesBytes(), filesBytes() <= 4L * 60 * RECORD_BYTES + 4L * SEGMENT_BYTES);
        assertEquals(60, slow.read(1, Long.MAX_VALUE).size());
    }

    @Test
    public void aChainWhoseContentIsBeingReplacedIsNotWrittenAgain() {
        RecordLog replaced = log(1);
        append(replaced, 1, record(1, 10));
        commit();
        long next = appendUntilGone(log(2), 2, 1, 0);
        voidBlocks.put(1, replaced.beginReplacing());
        RecordLog busy = log(2);
        for (int i = 0; i < 300; i++) {
            append(busy, 2, record(next + i, RECORD_BYTES));
            commit();
            busy.trim(next + i, Long.MAX_VALUE);
        }
        journal = open();
        assertEquals("void", 0, log(1).end());
        assertEquals(null, journal.of(1).recover(voidBlocks.get(1), 0));
    }

    @Test
    public void whatIsVoidStaysVoidAlthoughItsFileStaysForAnother() {
        RecordLog replaced = log(1);
        append(replaced, 1, record(1, 10));
        append(log(2), 2, record(1, 10));
        commit();
        voidBlocks.put(1, replaced.beginReplacing());
        replaced.restartBehind(7);
        append(log(2), 2, record(2, 10));
        append(replaced, 1, record(8, 10));
        commit();
        journal = open();
        RecordLog again = journal.of(1);
        again.recover(voidBlocks.get(1), 7);
        assertEquals(8, again.first());
        assertEquals(8, again.end());
        assertEquals(2, log(2).end());
    }

    @Test
    public void whatAChainHadInLevelDbBeforeItsContentWasReplacedSaysNothingOfWhatItHasSince() {
        RecordLog replaced = log(1);
        for (int seq = 1; seq <= 9; seq++) {
            append(replaced, 1, record(seq, 10));
            commit();
        }
        replaced.trim(9, Long.MAX_VALUE);
        voidBlocks.put(1, replaced.beginReplacing());
        replaced.restartBehind(0);
        append(replaced, 1, record(1, 10), record(2, 10));
        commit();
        appendUntilGone(log(2), 2, 1, 6);
        for (int i = 0; i < 2; i++) {
            assertEquals(2, journal.of(1).read(1, Long.MAX_VALUE).size());
            journal = open();
            log(1);
        }
    }

    /** Records 1 and 2 were written again; then 3 and 4 went with their file, since LevelDB has them, too. */
    @Test
    public void whatStaysBelowAGapIsNotTakenForTheEndOfTheLog() {
        RecordLog log = log(1);
        append(log, 1, record(1, 10), record(2, 10));
        commit();
        log.trim(0, 1);
        RecordLog busy = log(2);
        long next = 1;
        while (busy.lastBlock() < 18) {
            append(busy, 2, record(next++, RECORD_BYTES));
            commit();
        }
        append(log, 1, record(3, 10), record(4, 10));
        commit();
        long written = log.lastBlock();
        while (disk.files.numbers().first() == 1) {
            append(busy, 2, record(next++, RECORD_BYTES));
            commit();
            busy.trim(next - 1, Long.MAX_VALUE);
        }
        assertTrue("1 and 2 were written again", log.lastBlock() > written);
        log.append(new LogPart(1, 1, 1, 4, 4, List.of()));
        commit();
        log.trim(4, Long.MAX_VALUE);
        appendUntilGone(busy, 2, next, 1);
        for (int i = 0; i < 2; i++) {
            assertEquals(List.of(), journal.of(1).read(1, Long.MAX_VALUE));
            journal = open();
            journal.of(1).recover(0, 4);
            assertEquals(4, journal.of(1).end());
            assertEquals(5, journal.of(1).first());
        }
    }

    @Test
    public void whenNobodyNeedsAnythingAllFilesGoAndNumbersGoOn() {
        append(log(1), 1, record(1, 10));
        append(log(2), 2, record(1, 10));
        commit();
        for (int chain = 1; chain <= 2; chain++) {
            voidBlocks.put(chain, journal.of(chain).beginReplacing());
            journal.of(chain).restartBehind(0);
        }
        assertTrue(disk.files.numbers().isEmpty());
        journal = open();
        CompletableFuture<Long> end = append(log(2), 2, record(1, 10));
        commit();
        assertEquals(Long.valueOf(2), end.join());
        journal = open();
        assertEquals(1, log(2).end());
    }

    @Test
    public void filesOfOneChainAreReadByAJournalOfMany() {
        journal = open(LogLayout.ONE_CHAIN);
        append(log(1), 1, record(1, 10));
        commit();
        journal = open();
        append(log(1), 1, record(2, 10));
        append(log(2), 2, record(1, 10));
        commit();
        journal = open();
        assertEquals(2, log(1).end());
        assertEquals(1, log(2).end());
    }

    /** As a program does that knows one layout: by name, and before anything is changed. */
    @Test
    public void aLayoutThatIsNotKnownIsRefused() {
        append(log(1), 1, record(1, 10));
        commit();
        byte[] header = disk.files.content.get(1L);
        header[7] = 9;
        CRC32C crc = new CRC32C();
        crc.update(header, 0, 24);
        ByteBuffer.wrap(header).putInt(24, (int) crc.getValue());
        int before = disk.changes();
        StoreException refused = assertThrows(StoreException.class, this::open);
        assertTrue(refused.getMessage(), refused.getMessage().contains("format 9"));
        assertEquals(before, disk.changes());
    }
}
