package io.catena.server.storage;

import io.catena.server.chain.DiskWrite;
import io.catena.server.chain.Key;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.SnapshotChunk;
import io.catena.server.chain.StoredState;
import io.catena.server.chain.VersionedValue;
import io.catena.server.runtime.Scheduler;
import io.catena.server.storage.files.CorruptStoreException;
import io.catena.server.storage.files.DurableFiles;
import io.catena.server.storage.files.FileProblem;
import io.catena.server.storage.files.StoreClosedException;
import io.catena.server.storage.files.StoreException;
import io.catena.server.storage.files.StoreWriteException;
import io.catena.server.storage.journal.DirectoryLogFiles;
import io.catena.server.storage.journal.LogFiles;
import io.catena.server.storage.journal.RecordLog;
import io.catena.server.storage.leveldb.Database;
import io.catena.server.storage.leveldb.Databases;
import io.catena.server.storage.leveldb.Engine;
import io.catena.server.storage.leveldb.Sweeper;
import io.catena.server.storage.leveldb.WrongEngineException;
import io.catena.server.threads.LoopThread;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * One replica's log, key space and client sessions on the disk.
 *
 * <p>Threads: {@link #recover}, {@link #write} and {@link #installChunk} belong to one thread, the writer. Everything
 * else may be called by any thread at any time, {@link #close} too: it waits until no call is under way, and later calls
 * get a {@link StoreClosedException}.
 *
 * <p>Errors: {@link StoreWriteException} and {@link CorruptStoreException} are final; the replica must stop.
 */
public final class ReplicaStore implements StoreReader, AutoCloseable {
    private final Database database;
    private final RecordLog log;
    private final Flusher flusher;
    private final StoreWriter writer;
    private final StoreViews views;
    private final RecentValues recent;
    private final DirectoryLock lock;
    /** Null if the store is in no directory, like the next two. */
    private final Path directory;

    private final Sweeper sweeper;
    private final LoopThread thread;

    private volatile boolean closed;

    /**
     * A store on any database and files, which nothing else uses.
     *
     * @param background brings applied records into the database; the store does not end it
     */
    public ReplicaStore(Database database, LogFiles files, StoreSettings settings, Scheduler background) {
        this(database, files, settings, background, null, null, null);
    }

    /** @param directory what LevelDB keeps there is swept in the background; null if nothing happens there */
    private ReplicaStore(
            Database database,
            LogFiles files,
            StoreSettings settings,
            Scheduler background,
            Path directory,
            DirectoryLock lock,
            LoopThread thread) {
        this.database = database;
        this.log = new RecordLog(files, settings.segmentBytes(), settings.retainLogBytes(), settings.salts());
        KeySpace keySpace = new KeySpace(database);
        this.recent = new RecentValues(settings.recentBytes());
        this.flusher = new Flusher(keySpace, recent, settings.noSessions(), background);
        this.writer = new StoreWriter(database, log, keySpace, flusher, settings.noSessions());
        this.views = new StoreViews(database, settings.noSessions());
        this.lock = lock;
        this.directory = directory;
        this.sweeper = directory == null ? null : new Sweeper(directory, database, flusher, StoredKeys.filler());
        this.thread = thread;
    }

    /** As {@link #open(Path, Engine, long, int)}, the only store of a process. */
    public static ReplicaStore open(Path directory, Engine engine, long retainLogBytes) {
        return open(directory, engine, retainLogBytes, 1);
    }

    /**
     * Opens the store in a directory of its own, or makes one. Reads and checks the files that LevelDB will read, so it
     * can take a while.
     *
     * @param engine of a new directory; one that is there is opened by the engine that wrote it
     * @param retainLogBytes how many bytes of applied records stay in the log, for replicas that come back soon
     * @param stores among how many the memory for values that were looked up is divided
     * @throws CorruptStoreException if files are missing or have changed
     * @throws WrongEngineException if that one does not work here
     * @throws StoreException if the directory is in use or cannot be read or written
     */
    public static ReplicaStore open(Path directory, Engine engine, long retainLogBytes, int stores) {
        try {
            DurableFiles.createDirectories(directory);
            DirectoryLock lock = DirectoryLock.tryAcquire(directory.resolve("replica.lock"));
            if (lock == null) {
                throw new StoreException(directory + " is in use already; a replica has one store");
            }
            Database database = null;
            try {
                AsciiNames.restore(directory);
                database = Databases.open(directory, engine);
                LoopThread thread = new LoopThread("flusher");
                return new ReplicaStore(
                        database,
                        new DirectoryLogFiles(directory),
                        StoreSettings.standard(retainLogBytes, stores),
                        thread,
                        directory,
                        lock,
                        thread);
            } catch (CorruptStoreException e) {
                throw e.in(directory);
            } finally {
                if (database == null) {
                    lock.close();
                }
            }
        } catch (IOException e) {
            throw new StoreException(
                    "cannot use " + directory + ", check path and permissions: " + FileProblem.of(e), e);
        }
    }

    /**
     * What an earlier life left on the disk. To be called before anything is written, and whenever a life begins.
     *
     * @throws CorruptStoreException if the log has a gap or something cannot be decoded
     */
    public StoredState recover() {
        return located(writer::recover);
    }

    /**
     * Carries out a write, all of it or nothing; it is on the disk when the call returns. With {@code reset} the old
     * content goes first: a crash during the call may then leave a store without content that has adopted the new epoch
     * and lineage. Afterwards old records leave the log as far as the write allows. The epoch never goes down.
     */
    public void write(DiskWrite write) {
        checkOpen();
        located(() -> {
            writer.write(write);
            return null;
        });
    }

    /**
     * Takes in a piece of a snapshot; it is on the disk when the call returns. The first piece removes all older content,
     * the last one makes the copy complete; a crash in between leaves a store that says that it is installing. A piece
     * that was taken in before changes nothing.
     *
     * @param lineage the lineage of the chain that sends the snapshot
     * @param epoch the epoch that the replica has adopted
     */
    public void installChunk(SnapshotChunk chunk, long lineage, long epoch) {
        checkOpen();
        located(() -> {
            writer.installChunk(chunk, lineage, epoch);
            return null;
        });
    }

    /**
     * Whether space is scarce now. While it is not, records that a write says are still needed stay in the log, however
     * many; while it is, no more of them than a few times what stays anyway, and that is less. While it is, the space of what
     * was deleted is brought back too. From any thread.
     */
    public void spaceIsScarce(boolean scarce) {
        writer.spaceIsScarce(scarce);
        if (sweeper != null) {
            sweeper.spaceIsScarce(scarce);
        }
    }

    @Override
    public VersionedValue get(Key key) {
        VersionedValue inMemory = flusher.unflushed(key);
        return complete(inMemory == null ? located(() -> recent.get(key, () -> views.get(key))) : inMemory);
    }

    @Override
    public VersionedValue getFromMemory(Key key) {
        VersionedValue inMemory = flusher.unflushed(key);
        return complete(inMemory == null ? recent.get(key) : inMemory);
    }

    /** Looking afterwards sees every removal that the read may have seen: it is announced before it begins. */
    private VersionedValue complete(VersionedValue found) {
        checkOpen();
        if (writer.state().incomplete()) {
            throw new IncompleteStoreException();
        }
        return found == null || found.exists() ? found : VersionedValue.ABSENT;
    }

    /**
     * Does nothing as long as all goes well. What is applied reaches LevelDB in the background, and a failure there is told here
     * alone.
     *
     * @throws StoreWriteException if it has failed; the replica must stop
     */
    public void checkIntact() {
        flusher.checkIntact();
    }

    /** The lowest seq whose record is in the log; one more than the highest seq if there is none. */
    public long firstLogSeq() {
        return log.first();
    }

    /**
     * Records from the log in order, without a gap: at least one if there is one, else as many as fit.
     *
     * @return empty if the record {@code fromSeq} is not in the log (any more)
     */
    public List<LogRecord> readLog(long fromSeq, int maxBytes) {
        return writer.state().incomplete() ? List.of() : located(() -> log.read(fromSeq, maxBytes));
    }

    /**
     * A piece of a snapshot: at least one key if there is one, else as many as fit. Pieces read at different times make
     * one snapshot if the records behind {@code seq} follow them.
     *
     * @param seq a seq that has been applied
     * @param after the key behind which the piece begins; null for the first piece
     * @throws IncompleteStoreException while a snapshot is being received
     */
    public SnapshotChunk readChunk(long seq, Key after, int maxBytes) {
        if (flusher.flushed() < seq) {
            flusher.flush();
        }
        return located(() -> views.readChunk(seq, after, maxBytes));
    }

    /**
     * The digest of the key space at this moment. Reads all of it.
     *
     * @throws IncompleteStoreException while a snapshot is being received
     */
    public Digest digest() {
        flusher.flush();
        return located(views::digest);
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (sweeper != null) {
            sweeper.close();
        }
        if (thread != null) {
            thread.finish(); // an interrupt would close the files that the engine in Java writes
        }
        try {
            flusher.close();
        } finally {
            try {
                log.close();
            } finally {
                database.close();
                unlock();
            }
        }
    }

    /** What the call finds damaged is told with the directory in which it lies. */
    private <T> T located(Supplier<T> call) {
        try {
            return call.get();
        } catch (CorruptStoreException e) {
            throw directory == null ? e : e.in(directory);
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new StoreClosedException();
        }
    }

    private void unlock() {
        if (lock == null) {
            return;
        }
        try {
            lock.close();
        } catch (IOException e) {
            throw new StoreException("giving back the lock of a closed store failed: " + e, e);
        }
    }
}
