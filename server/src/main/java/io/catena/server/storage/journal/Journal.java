package io.catena.server.storage.journal;

import io.catena.server.storage.files.StoreClosedException;
import io.catena.server.storage.files.StoreException;
import io.catena.server.storage.files.StoreWriteException;
import io.catena.server.storage.files.WriteFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * A node's one log on the disk, shared by its chains: numbered blocks, one behind the other in a few files (D1, D11), of which the
 * oldest go (D5, D12). While one block is on its way to the disk, what the chains have to write gathers, and becomes the next one.
 *
 * <p>Not in LevelDB, whose own log grows with each batch, so that each sync also writes the file system's journal, and
 * which sorts and merges every record although records are only ever read in order.
 *
 * <p>Thread-safe. A write that fails is final for all chains (D9).
 */
public final class Journal implements AutoCloseable {
    /** Where space is scarce, records that are still needed stay up to 4 times the bytes that are retained anyway (S5). */
    private static final int PATIENCE = 4;
    /** And there, up to 64 MiB in any case. */
    public static final long NEEDED_BYTES = 64 << 20;

    /** And what is retained for members that may come back is a quarter (D10). */
    private static final int SPARED = 4;

    /** Of the buffer for the first block; larger blocks make it grow. */
    private static final int BUFFER_BYTES = 16 << 10;
    /** A block takes no further part behind so many bytes: what comes then waits for the next one. */
    private static final int MAX_BLOCK_BYTES = 4 << 20;

    private final LogFiles files;
    private final JournalSettings settings;
    private final WriteFailure failure;
    private final Executor committer;
    /** What is to be in the next block, in its order; guarded by itself. */
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    /** Held while a block is written, and while files come and go. Everything below is changed with it alone. */
    private final Object cycle = new Object();
    /** Guards the segments, and where the records of each chain are, against readers; taken behind {@link #cycle}. */
    private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();
    /** Oldest first; blocks are added to the last one. */
    private ArrayDeque<LogSegment> segments = new ArrayDeque<>();

    private final Map<Integer, RecordLog> logs = new TreeMap<>();
    private final Rewriting rewriting;
    /** Of all segments. */
    private long bytes;

    private long lastBlock;
    private boolean committing;
    private boolean recovered;
    private boolean closed;
    /** Null before the first block. */
    private ByteBuffer buffer;

    private volatile boolean spaceIsScarce;

    /** A part of the next block. */
    private record Waiting(LogPart part, int bytes, CompletableFuture<Long> end) {}

    /**
     * @param failure is told if a write has failed, and asked
     * @param committer runs {@link #commit} when something waits: behind what else it has to run, so that more may come along
     */
    public Journal(LogFiles files, JournalSettings settings, WriteFailure failure, Executor committer) {
        this.files = files;
        this.settings = settings;
        this.failure = failure;
        this.committer = committer;
        this.rewriting = new Rewriting(settings.layout());
    }

    /**
     * Reads what is there, unless it was read before.
     *
     * @param voids tells which parts count no more
     */
    public void recover(Supplier<Voids> voids) {
        synchronized (cycle) {
            if (recovered) {
                return;
            }
            guarded(() -> {
                try {
                    logs.values().forEach(RecordLog::forgetAll);
                    LogScan scan = new LogScan(files, settings.layout(), voids.get(), this::log);
                    segments = scan.segments();
                    lastBlock = scan.lastBlock();
                    logs.values().forEach(RecordLog::found);
                    bytes = segments.stream().mapToLong(LogSegment::used).sum();
                    return null;
                } catch (IOException e) {
                    throw RecordLog.unreadable(e);
                }
            });
            recovered = true;
            purge();
        }
    }

    /** The log of a chain. */
    public RecordLog of(int chain) {
        return guarded(() -> log(chain));
    }

    /** The chains of which parts are here that count. */
    public Set<Integer> chains() {
        return guarded(() -> {
            Set<Integer> chains = new TreeSet<>();
            segments.forEach(segment -> segment.holders().forEach(log -> chains.add(log.chain())));
            return chains;
        });
    }

    private RecordLog log(int chain) {
        return logs.computeIfAbsent(chain, number -> new RecordLog(number, this));
    }

    /** Whether space is scarce now: then less is retained. From any thread. */
    public void spaceIsScarce(boolean scarce) {
        spaceIsScarce = scarce;
    }

    // ------------------------------------------------------------------------------------------- for the logs

    CompletableFuture<Long> append(RecordLog log, LogPart part) {
        CompletableFuture<Long> end = new CompletableFuture<>();
        boolean first;
        synchronized (waiting) {
            first = waiting.isEmpty();
            waiting.addLast(new Waiting(part, part.recordBytes(), end));
        }
        if (first) {
            try {
                committer.execute(this::commit);
            } catch (RejectedExecutionException e) {
                commit(); // the node ends: nothing more comes along
            }
        }
        return end;
    }

    /** Under the lock for changes. */
    <T> T guarded(Supplier<T> change) {
        use.writeLock().lock();
        try {
            checkOpen();
            return change.get();
        } finally {
            use.writeLock().unlock();
        }
    }

    /** A look into files. */
    interface Reading {
        boolean read() throws IOException;
    }

    boolean reading(Reading reading) {
        use.readLock().lock();
        try {
            checkOpen();
            return reading.read();
        } catch (IOException e) {
            throw RecordLog.unreadable(e);
        } finally {
            use.readLock().unlock();
        }
    }

    void trim(Runnable needs) {
        synchronized (cycle) {
            needs.run();
            if (!committing) {
                purge();
            }
        }
    }

    long beginReplacing(Runnable change) {
        synchronized (cycle) {
            change.run();
            return lastBlock;
        }
    }

    void restart(RecordLog log, Runnable change) {
        synchronized (cycle) {
            guarded(() -> {
                change.run();
                segments.forEach(segment -> segment.isLeftBy(log));
                return null;
            });
            purge();
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new StoreClosedException();
        }
    }

    // ------------------------------------------------------------------------------------------- a block

    /** Writes what waits. On the disk when the call returns. */
    public void commit() {
        synchronized (cycle) {
            committing = true;
            try {
                for (List<Waiting> next = take(); !next.isEmpty(); next = take()) {
                    commit(next);
                }
            } finally {
                committing = false;
            }
            if (!failure.isKnown()) {
                purge();
            }
        }
    }

    private List<Waiting> take() {
        boolean alone = settings.layout() == LogLayout.ONE_CHAIN;
        List<Waiting> taken = new ArrayList<>();
        long takenBytes = 0;
        synchronized (waiting) {
            while (!waiting.isEmpty()
                    && (taken.isEmpty()
                            || !alone && takenBytes + waiting.peekFirst().bytes() <= MAX_BLOCK_BYTES)) {
                takenBytes += waiting.peekFirst().bytes();
                taken.add(waiting.removeFirst());
            }
        }
        return taken;
    }

    private void commit(List<Waiting> taken) {
        try {
            failure.check();
            long number = write(taken.stream().map(Waiting::part).toList());
            taken.forEach(each -> each.end().complete(number));
        } catch (StoreClosedException e) {
            taken.forEach(each -> each.end().completeExceptionally(e));
        } catch (IOException e) {
            fail(
                    taken,
                    new StoreWriteException("a write to the log failed; stop the process and find out why: " + e, e));
        } catch (RuntimeException | Error e) {
            fail(taken, e);
        }
    }

    private void fail(List<Waiting> taken, Throwable e) {
        failure.note(e);
        taken.forEach(each -> each.end().completeExceptionally(e));
    }

    private long write(List<LogPart> parts) throws IOException {
        LogSegment segment = room();
        int newBytes = parts.stream().mapToInt(LogPart::recordBytes).sum();
        List<LogPart> all = new ArrayList<>(rewriting.parts(segments, newBytes));
        all.addAll(parts);
        LogBlock block = new LogBlock(lastBlock + 1, all);
        int blockBytes = block.bytes(segment.layout());
        List<PlacedPart> placed = block.placed(segment.layout(), segment.used());
        write(segment, encoded(block, segment, LogBlock.aligned(blockBytes)));
        return guarded(() -> {
            placed.forEach(part -> log(part.part().chain()).added(segment, block.number(), part));
            segment.added(blockBytes);
            bytes += LogBlock.aligned(blockBytes);
            lastBlock = block.number();
            return lastBlock;
        });
    }

    /** Closing waits for it, as for readers. */
    private void write(LogSegment segment, ByteBuffer content) throws IOException {
        use.readLock().lock();
        try {
            checkOpen();
            segment.file().write(segment.used(), content);
        } finally {
            use.readLock().unlock();
        }
    }

    private LogSegment room() throws IOException {
        LogSegment last = segments.peekLast();
        if (last != null && last.used() < settings.segmentBytes() && last.layout() == settings.layout()) {
            return last;
        }
        use.writeLock().lock();
        try {
            checkOpen();
            LogSegment created = LogSegment.create(
                    files, settings.layout(), lastBlock + 1, settings.salts().getAsLong());
            segments.addLast(created);
            bytes += created.used();
            considerRewriting();
            return created;
        } finally {
            use.writeLock().unlock();
        }
    }

    private ByteBuffer encoded(LogBlock block, LogSegment segment, int blockBytes) {
        if (buffer == null || buffer.capacity() < blockBytes) {
            buffer = files.buffer(Math.max(blockBytes, buffer == null ? BUFFER_BYTES : 2 * buffer.capacity()));
        }
        buffer.clear();
        block.encode(segment.layout(), segment.salt(), buffer);
        return buffer.flip();
    }

    // ------------------------------------------------------------------------------------------- what goes

    /** Deletes the oldest files that are not needed. */
    private void purge() {
        while (!segments.isEmpty() && mayGo(segments.peekFirst())) {
            try {
                guarded(() -> {
                    dropOldest();
                    return null;
                });
            } catch (StoreException e) {
                failure.note(e);
                throw e;
            }
        }
    }

    private boolean mayGo(LogSegment oldest) {
        if (oldest.holders().isEmpty()) {
            return true;
        }
        long rest = bytes - oldest.used();
        if (segments.size() == 1 || rest < retained()) {
            return false;
        }
        boolean impatient = spaceIsScarce && rest > Math.max(NEEDED_BYTES, PATIENCE * settings.retainBytes());
        return oldest.holders().stream().allMatch(log -> log.mayLose(oldest, impatient));
    }

    private long retained() {
        return spaceIsScarce ? settings.retainBytes() / SPARED : settings.retainBytes();
    }

    private void dropOldest() {
        LogSegment oldest = segments.removeFirst();
        bytes -= oldest.used();
        oldest.holders().forEach(log -> log.forget(oldest));
        try {
            oldest.close();
            files.delete(oldest.firstBlock());
            // One by one: if a power cut brought back an older file without a newer one, the log would have a gap.
            files.sync();
        } catch (IOException e) {
            throw new StoreWriteException("an old file of the log cannot be removed: " + e, e);
        }
        considerRewriting();
    }

    private void considerRewriting() {
        boolean isDue = segments.size() > 1 && bytes - segments.peekFirst().used() >= retained();
        rewriting.consider(isDue, bytes, logs.values());
    }

    @Override
    public void close() {
        use.writeLock().lock();
        try {
            closed = true;
            for (Iterator<LogSegment> all = segments.iterator(); all.hasNext(); ) {
                all.next().close();
                all.remove();
            }
        } catch (IOException e) {
            throw new StoreException("closing the log failed; what was written is safe: " + e, e);
        } finally {
            use.writeLock().unlock();
        }
    }
}
