package io.catena.server.storage.journal;

import io.catena.server.chain.CorruptRecordException;
import io.catena.server.chain.LogRecord;
import io.catena.server.storage.files.CorruptStoreException;
import io.catena.server.storage.files.StoreClosedException;
import io.catena.server.storage.files.StoreException;
import io.catena.server.storage.files.StoreWriteException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongSupplier;

/**
 * A replica's log on the disk: numbered blocks, one behind the other in a few files (D1), of which the oldest go (D5). What
 * {@link #append} was given is on the disk when it returns. One thread writes; any thread may read.
 *
 * <p>Not in LevelDB, whose own log grows with each batch, so that each sync also writes the file system's journal, and
 * which sorts and merges every record although records are only ever read in order.
 */
public final class RecordLog implements AutoCloseable {
    /** Where space is scarce, records that are still needed stay up to 4 times the bytes that are retained anyway (S5). */
    private static final int PATIENCE = 4;
    /** And there, up to 64 MiB in any case. */
    public static final long NEEDED_BYTES = 64 << 20;

    /** And what is retained for members that may come back is a quarter (D10). */
    private static final int SPARED = 4;

    /** Of the buffer for the first block; larger blocks make it grow. */
    private static final int BUFFER_BYTES = 16 << 10;

    private final LogFiles files;
    private final long segmentBytes;
    private final long retainBytes;
    private final LongSupplier salts;
    /** Guards the segments against readers. */
    private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();
    /** Oldest first; blocks are added to the last one. */
    private ArrayDeque<LogSegment> segments = new ArrayDeque<>();

    private long lastBlock;
    /** The seq behind the last record, also if there is none. */
    private volatile long next = 1;

    private volatile long first = 1;
    private boolean closed;
    /** Null before the first block. The writer's. */
    private ByteBuffer buffer;

    /**
     * @param segmentBytes a file that holds more takes no further block
     * @param retainBytes applied records beyond this many bytes are deleted, a whole file at a time
     * @param salts gives a number that cannot be guessed for each file
     */
    public RecordLog(LogFiles files, long segmentBytes, long retainBytes, LongSupplier salts) {
        this.files = files;
        this.segmentBytes = segmentBytes;
        this.retainBytes = retainBytes;
        this.salts = salts;
    }

    /**
     * Reads what is there; again if it was read before.
     *
     * @param voidBlocks blocks up to this number count no more
     * @param applied where the log ends if there is no record in it
     * @return the last block; null if there is none
     */
    public LogBlock recover(long voidBlocks, long applied) {
        use.writeLock().lock();
        try {
            checkOpen();
            closeSegments();
            LogScan scan = new LogScan(files, voidBlocks);
            segments = scan.segments();
            lastBlock = scan.last() == null ? voidBlocks : scan.last().number();
            next = nextSeq(segments, applied + 1);
            first = firstSeq();
            return scan.last();
        } catch (IOException e) {
            throw new StoreException("the log cannot be read: " + e, e);
        } finally {
            use.writeLock().unlock();
        }
    }

    /** The seq behind the last record of the segments; the other one if they have none. */
    static long nextSeq(Collection<LogSegment> segments, long otherwise) {
        long found = otherwise;
        for (LogSegment segment : segments) {
            if (!segment.isEmpty()) {
                found = segment.nextSeq();
            }
        }
        return found;
    }

    private long firstSeq() {
        for (LogSegment segment : segments) {
            if (!segment.isEmpty()) {
                return segment.firstSeq();
            }
        }
        return next;
    }

    /** The number of the last block. */
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

    /** Adds a block, whose number is the next one. */
    public void append(LogBlock block) {
        try {
            LogSegment segment = room();
            int bytes = block.bytes();
            write(segment, encoded(block, segment.salt(), LogBlock.aligned(bytes)));
            use.writeLock().lock();
            try {
                note(block, segment, bytes);
            } finally {
                use.writeLock().unlock();
            }
        } catch (IOException e) {
            throw new StoreWriteException("a write to the log failed; stop the process and find out why: " + e, e);
        }
    }

    /** Closing waits for it, as for readers. */
    private void write(LogSegment segment, ByteBuffer bytes) throws IOException {
        use.readLock().lock();
        try {
            checkOpen();
            segment.file().write(segment.used(), bytes);
        } finally {
            use.readLock().unlock();
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new StoreClosedException();
        }
    }

    private LogSegment room() throws IOException {
        LogSegment last = segments.peekLast();
        if (last != null && last.used() < segmentBytes) {
            return last;
        }
        use.writeLock().lock();
        try {
            checkOpen();
            LogSegment created = LogSegment.create(files, lastBlock + 1, salts.getAsLong());
            segments.addLast(created);
            return created;
        } finally {
            use.writeLock().unlock();
        }
    }

    private ByteBuffer encoded(LogBlock block, long salt, int bytes) {
        if (buffer == null || buffer.capacity() < bytes) {
            buffer = files.buffer(Math.max(bytes, buffer == null ? BUFFER_BYTES : 2 * buffer.capacity()));
        }
        buffer.clear();
        block.encode(salt, buffer);
        return buffer.flip();
    }

    private void note(LogBlock block, LogSegment segment, int bytes) {
        if (block.truncateTo() >= 0 && block.truncateTo() < end()) {
            segments.forEach(earlier -> earlier.truncateTo(block.truncateTo()));
            next = block.truncateTo() + 1;
        }
        int count = block.records().size();
        int[] positions = new int[count];
        int[] lengths = new int[count];
        int position = segment.used() + block.recordsAt();
        for (int i = 0; i < count; i++) {
            positions[i] = position;
            lengths[i] = block.records().get(i).bytes().length;
            position += lengths[i];
        }
        segment.added(bytes, next, positions, lengths);
        next += count;
        lastBlock = block.number();
        first = firstSeq();
    }

    /** Records in order, up to a number of bytes but at least one if there is one; none if the first is not here. */
    public List<LogRecord> read(long fromSeq, long maxBytes) {
        List<LogRecord> records = new ArrayList<>();
        use.readLock().lock();
        try {
            checkOpen();
            long bytes = 0;
            for (LogSegment segment : segments) {
                long seq = fromSeq + records.size();
                while (!segment.isEmpty() && seq >= segment.firstSeq() && seq < segment.nextSeq()) {
                    bytes += segment.lengthOf(seq);
                    if (bytes > maxBytes && !records.isEmpty()) {
                        return records;
                    }
                    records.add(decode(seq, segment.read(seq)));
                    seq++;
                }
            }
            return records;
        } catch (IOException e) {
            throw new StoreException("the log cannot be read: " + e, e);
        } finally {
            use.readLock().unlock();
        }
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
     * Forgets the oldest files if there is too much.
     *
     * @param flushed records up to this seq may go, because LevelDB holds what they did
     * @param wanted the lowest seq that a successor still needs
     * @param scarce whether space is: then what is needed stays only while the log is no larger than a few times what it is
     *     to retain, so that a successor that does not take what it needs cannot fill the disk
     */
    public void trim(long flushed, long wanted, boolean scarce) {
        use.writeLock().lock();
        try {
            checkOpen();
            long bytes = segments.stream().mapToLong(LogSegment::used).sum();
            while (segments.size() > 1 && mayGo(segments.peekFirst(), bytes, flushed, wanted, scarce)) {
                bytes -= segments.peekFirst().used();
                dropOldest();
                // One by one: if a power cut brought back an older file without a newer one, the log would have a gap.
                files.sync();
            }
        } catch (IOException e) {
            throw cannotRemove(e);
        } finally {
            use.writeLock().unlock();
        }
    }

    private boolean mayGo(LogSegment oldest, long bytes, long flushed, long wanted, boolean scarce) {
        long rest = bytes - oldest.used();
        boolean enough = rest >= (scarce ? retainBytes / SPARED : retainBytes)
                && (oldest.isEmpty() || oldest.nextSeq() <= flushed + 1);
        boolean free = oldest.isEmpty()
                || oldest.nextSeq() <= wanted
                || scarce && rest > Math.max(NEEDED_BYTES, PATIENCE * retainBytes);
        return enough && free;
    }

    private void dropOldest() throws IOException {
        LogSegment oldest = segments.removeFirst();
        oldest.close();
        files.delete(oldest.firstBlock());
        first = firstSeq();
    }

    private static StoreWriteException cannotRemove(IOException cause) {
        return new StoreWriteException("an old file of the log cannot be removed: " + cause, cause);
    }

    /** Forgets all records; the next one follows the seq. LevelDB's state says already that the blocks are void. */
    public void restartBehind(long seq) {
        use.writeLock().lock();
        try {
            checkOpen();
            next = seq + 1;
            while (!segments.isEmpty()) {
                dropOldest();
            }
            first = next;
        } catch (IOException e) {
            throw cannotRemove(e);
        } finally {
            use.writeLock().unlock();
        }
    }

    @Override
    public void close() {
        use.writeLock().lock();
        try {
            closed = true;
            closeSegments();
        } catch (IOException e) {
            throw new StoreException("closing the log failed; what was written is safe: " + e, e);
        } finally {
            use.writeLock().unlock();
        }
    }

    private void closeSegments() throws IOException {
        for (Iterator<LogSegment> all = segments.iterator(); all.hasNext(); ) {
            all.next().close();
            all.remove();
        }
    }
}
