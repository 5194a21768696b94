package io.catena.server.storage.journal;

import io.catena.server.chain.CorruptRecordException;
import io.catena.server.chain.LogRecord;
import io.catena.server.storage.files.CorruptStoreException;
import io.catena.server.storage.files.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The log of one chain in the journal of its node: which records it has, and where. One thread at a time writes, and gives
 * records up; any thread may read.
 */
public final class RecordLog {
    /** Readers let the writers of all chains go on after so many bytes. */
    private static final long READ_BYTES = 256 << 10;

    private final int chain;
    private final Journal journal;
    /** Guarded by the journal, like all fields but the volatile ones, which others may read. */
    private final RecordIndex index = new RecordIndex();

    /** Rises whenever records are taken from the end. */
    private long cuts;
    /** The state of the chain that its last part says; null if no part counts. */
    private LogPart last;

    private LogSegment lastSegment;
    private volatile long lastBlock;
    /** The seq behind the last record, also if there is none; 0 while files are read and none was found. */
    private volatile long next;

    private volatile long first = 1;
    /** Records up to this seq are not needed here, because LevelDB holds what they did. */
    private long flushed;
    /** The lowest seq that a successor still needs. */
    private long wanted;
    /** Whether the chain's content is being replaced: nothing of it may be repeated then. */
    private boolean beingReplaced;

    RecordLog(int chain, Journal journal) {
        this.chain = chain;
        this.journal = journal;
    }

    int chain() {
        return chain;
    }

    /**
     * What was found, or has been written since.
     *
     * @param voidBlocks blocks of this chain up to this number count no more
     * @param applied LevelDB holds what records up to this seq did: where the log ends if there is no record behind it
     * @return the state that the last part says; null if there is none
     */
    public LogPart recover(long voidBlocks, long applied) {
        return journal.guarded(() -> {
            if (index.isEmpty() || index.nextSeq() <= applied) {
                next = applied + 1;
                index.clear();
            } else {
                next = index.nextSeq();
            }
            first = index.isEmpty() ? next : index.firstSeq();
            lastBlock = last == null ? voidBlocks : lastBlock;
            return last;
        });
    }

    /** The number of the last block with a part of this chain. */
    public long lastBlock() {
        return lastBlock;
    }

    /** The lowest seq; one more than {@link #end} if there is no record. */
    public long first() {
        return first;
    }

    /** The highest seq. */
    public long end() {
        return next - 1;
    }

    /**
     * Adds a part of this chain to the next block.
     *
     * @return completed with the number of the block once it is on the disk, by the thread that wrote it
     */
    public CompletableFuture<Long> append(LogPart part) {
        return journal.append(this, part);
    }

    /** Records in order, up to a number of bytes but at least one if there is one; none if the first is not here. */
    public List<LogRecord> read(long fromSeq, long maxBytes) {
        List<LogRecord> records = new ArrayList<>();
        long[] bytes = {0};
        long[] cutsBefore = {-1};
        while (journal.reading(() -> readSome(fromSeq, maxBytes, records, bytes, cutsBefore))) {
            // Goes on behind what was read.
        }
        return records;
    }

    /** Whether there may be more. */
    private boolean readSome(long fromSeq, long maxBytes, List<LogRecord> records, long[] bytes, long[] cutsBefore)
            throws IOException {
        if (cutsBefore[0] >= 0 && cutsBefore[0] != cuts) {
            return false; // what follows is of another log
        }
        cutsBefore[0] = cuts;
        long enough = bytes[0] + READ_BYTES;
        while (bytes[0] < enough) {
            long seq = fromSeq + records.size();
            RecordRun run = index.with(seq);
            if (run == null) {
                return false;
            }
            bytes[0] += run.lengthOf(seq);
            if (bytes[0] > maxBytes && !records.isEmpty()) {
                return false;
            }
            records.add(decode(seq, run.read(seq)));
        }
        return true;
    }

    private static LogRecord decode(long seq, byte[] bytes) {
        try {
            LogRecord record = LogRecord.decode(bytes);
            if (record.seq() != seq) {
                throw new CorruptRecordException("record " + record.seq() + " stands there");
            }
            return record;
        } catch (CorruptRecordException e) {
            throw new CorruptStoreException("record " + seq + " of the log has changed (" + e.getMessage() + ")", e);
        }
    }

    /**
     * Tells what of the log is needed. The oldest files of the journal go if there is too much.
     *
     * @param upTo records up to this seq may go, because LevelDB holds what they did
     * @param from the lowest seq that a successor still needs
     */
    public void trim(long upTo, long from) {
        journal.trim(() -> {
            flushed = upTo;
            wanted = from;
        });
    }

    /**
     * The content of the chain is to be replaced: from here to {@link #restartBehind} none of it is repeated.
     *
     * @return the number of the last block. LevelDB has to say, before anything else, that this chain's parts up to there are void
     */
    public long beginReplacing() {
        return journal.beginReplacing(() -> beingReplaced = true);
    }

    /** Forgets all records; the next one follows the seq. LevelDB's state says already that they are void. */
    public void restartBehind(long seq) {
        journal.restart(this, () -> {
            index.clear();
            cuts++;
            last = null;
            lastSegment = null;
            next = seq + 1;
            first = next;
            // What other chains write may have files go before this one says again what it needs.
            flushed = seq;
            wanted = 0;
            beingReplaced = false;
        });
    }

    // ------------------------------------------------------------------------------------------- for the journal

    /** A part of this chain is on the disk. */
    void added(LogSegment segment, long block, PlacedPart placed) {
        LogPart part = placed.part();
        if (part.repeats()) {
            index.move(segment, placed.firstSeq(), placed.positions(), placed.lengths());
        } else {
            addNew(segment, placed);
        }
        last = part;
        lastBlock = block;
        lastSegment = segment;
        segment.isHeldBy(this);
        first = index.isEmpty() ? next : index.firstSeq();
    }

    private void addNew(LogSegment segment, PlacedPart placed) {
        long truncateTo = placed.part().truncateTo();
        if (truncateTo >= 0) {
            index.truncateTo(truncateTo);
            next = Math.min(next, truncateTo + 1);
            cuts++;
        }
        int count = placed.lengths().length;
        if (count > 0) {
            if (next != 0 && next != placed.firstSeq()) {
                throw new CorruptStoreException(
                        "record " + placed.firstSeq() + " stands where record " + next + " belongs");
            }
            index.add(segment, placed.firstSeq(), placed.positions(), placed.lengths());
            next = placed.firstSeq() + count;
        }
    }

    /** Files are to be read from the beginning. */
    void forgetAll() {
        index.clear();
        last = null;
        lastSegment = null;
        next = 0;
    }

    /** All files have been read. */
    void found() {
        closeGap();
    }

    private void closeGap() {
        if (!index.isEmpty()) {
            index.closeGap(next == 0 ? index.nextSeq() : next);
        }
        first = index.isEmpty() ? next : index.firstSeq();
    }

    /** The file is gone, or about to go. */
    void forget(LogSegment segment) {
        index.forget(segment);
        closeGap();
    }

    /** Whether the file may go, as far as this chain needs it. */
    boolean mayLose(LogSegment segment, boolean impatient) {
        long lastThere = index.lastIn(segment);
        boolean needsRecords = lastThere > flushed || lastThere >= wanted && !impatient;
        return segment != lastSegment && (lastThere == 0 || !needsRecords);
    }

    /** How many bytes the records have that are needed. */
    long neededBytes() {
        return index.bytesFrom(neededFrom());
    }

    private long neededFrom() {
        return Math.min(flushed + 1, wanted);
    }

    /**
     * What this chain needs of the file, to be written again: the lowest records first, and at least one if there is one.
     *
     * @return null if it needs nothing there, or if nothing of it may be repeated now
     */
    LogPart repeat(LogSegment segment, int maxBytes) throws IOException {
        if (beingReplaced || last == null || mayLose(segment, false)) {
            return null;
        }
        List<LogRecord> records = new ArrayList<>();
        int bytes = 0;
        long seq = index.firstIn(segment, neededFrom());
        RecordRun run = index.with(seq);
        while (run != null && run.has(seq)) {
            bytes += run.lengthOf(seq);
            if (bytes > maxBytes && !records.isEmpty()) {
                break;
            }
            records.add(decode(seq, run.read(seq)));
            seq++;
        }
        return last.repeatedWith(records);
    }

    static StoreException unreadable(IOException e) {
        return new StoreException("the log cannot be read: " + e, e);
    }
}
