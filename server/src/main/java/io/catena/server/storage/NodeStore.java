package io.catena.server.storage;

import com.github.benmanes.caffeine.cache.Cache;
import io.catena.server.chain.VersionedValue;
import io.catena.server.runtime.Scheduler;
import io.catena.server.storage.files.CorruptStoreException;
import io.catena.server.storage.files.DurableFiles;
import io.catena.server.storage.files.FileProblem;
import io.catena.server.storage.files.StoreException;
import io.catena.server.storage.files.StoreWriteException;
import io.catena.server.storage.files.WriteFailure;
import io.catena.server.storage.journal.DirectoryLogFiles;
import io.catena.server.storage.journal.Journal;
import io.catena.server.storage.journal.JournalSettings;
import io.catena.server.storage.journal.LogFiles;
import io.catena.server.storage.journal.LogLayout;
import io.catena.server.storage.journal.Voids;
import io.catena.server.storage.leveldb.Database;
import io.catena.server.storage.leveldb.Databases;
import io.catena.server.storage.leveldb.Engine;
import io.catena.server.storage.leveldb.Sweeper;
import io.catena.server.storage.leveldb.WrongEngineException;
import io.catena.server.threads.LoopThread;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;

/**
 * What a node has on its disk of all its chains: one journal, one LevelDB (D11). Gives each chain its {@link ReplicaStore}.
 *
 * <p>Thread-safe. {@link #close} waits until no call is under way.
 */
public final class NodeStore implements AutoCloseable {
    private final Database database;
    private final StoreSettings settings;
    private final LogLayout layout;
    private final WriteFailure failure = new WriteFailure();
    private final Journal journal;
    private final FlushSchedule flushes;
    private final Cache<RecentValues.Place, VersionedValue> recent;
    private final Map<Integer, ReplicaStore> replicas = new TreeMap<>();
    /** Null if the store is in no directory, like the next three. */
    private final Path directory;

    private final DirectoryLock lock;
    private final LoopThread thread;
    private final Sweeper sweeper;

    private volatile boolean closed;

    /**
     * A store on any database and files, which nothing else uses.
     *
     * @param layout whether it is for one chain or for many
     * @param background brings applied records into the database; the store does not end it
     * @param committer writes what the chains have to write, behind what else it has to run; the store does not end it
     */
    public NodeStore(
            Database database,
            LogFiles files,
            StoreSettings settings,
            LogLayout layout,
            Scheduler background,
            Executor committer) {
        this(database, files, settings, layout, background, committer, null, null, null);
    }

    /** @param directory what LevelDB keeps there is swept in the background; null if nothing happens there */
    private NodeStore(
            Database database,
            LogFiles files,
            StoreSettings settings,
            LogLayout layout,
            Scheduler background,
            Executor committer,
            Path directory,
            DirectoryLock lock,
            LoopThread thread) {
        this.database = database;
        this.settings = settings;
        this.layout = layout;
        JournalSettings numbers =
                new JournalSettings(layout, settings.segmentBytes(), settings.retainLogBytes(), settings.salts());
        this.journal = new Journal(files, numbers, failure, committer);
        this.flushes = new FlushSchedule(database, failure, background);
        this.recent = RecentValues.cache(settings.recentBytes());
        this.directory = directory;
        this.lock = lock;
        this.thread = thread;
        this.sweeper = directory == null ? null : new Sweeper(directory, database, flushes, keys(0).filler());
    }

    /**
     * Opens the store in a directory of its own, or makes one. Reads and checks the files that LevelDB will read, so it
     * can take a while.
     *
     * @param layout whether the directory is for one chain or for many; always the same for one directory
     * @param engine of a new directory; one that is there is opened by the engine that wrote it
     * @param retainLogBytes how many bytes of applied records stay in the log, for replicas that come back soon
     * @param committer writes what the chains have to write, behind what else it has to run; the store does not end it
     * @throws CorruptStoreException if files are missing or have changed
     * @throws WrongEngineException if that one does not work here
     * @throws StoreException if the directory is in use or cannot be read or written
     */
    public static NodeStore open(
            Path directory, LogLayout layout, Engine engine, long retainLogBytes, Executor committer) {
        try {
            DurableFiles.createDirectories(directory);
            DirectoryLock lock = DirectoryLock.tryAcquire(directory.resolve("replica.lock"));
            if (lock == null) {
                throw new StoreException(directory + " is in use already; a node has one store");
            }
            Database database = null;
            try {
                AsciiNames.restore(directory);
                database = Databases.open(directory, engine);
                LoopThread thread = new LoopThread("flusher");
                return new NodeStore(
                        database,
                        new DirectoryLogFiles(directory),
                        StoreSettings.standard(retainLogBytes),
                        layout,
                        thread,
                        committer,
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

    /** The store of a chain; always the same one. */
    public ReplicaStore replica(int chain) {
        if (layout == LogLayout.ONE_CHAIN && chain != LogLayout.ONLY_CHAIN) {
            throw new IllegalArgumentException("this store is for one chain, and not for chain " + chain);
        }
        synchronized (replicas) {
            return replicas.computeIfAbsent(chain, this::newReplica);
        }
    }

    private ReplicaStore newReplica(int chain) {
        ReplicaStore.Parts parts =
                new ReplicaStore.Parts(database, keys(chain), journal.of(chain), settings.noSessions(), flushes);
        return new ReplicaStore(this, chain, parts, new RecentValues(recent, chain));
    }

    private StoredKeys keys(int chain) {
        return layout == LogLayout.ONE_CHAIN ? StoredKeys.ALONE : StoredKeys.of(chain);
    }

    /**
     * The chains of which there is something here.
     *
     * @throws CorruptStoreException if the log has a gap or something cannot be decoded
     */
    public SortedSet<Integer> chains() {
        recoverJournal();
        SortedSet<Integer> found = new TreeSet<>(journal.chains());
        states().forEach((chain, state) -> {
            if (!state.isBlank()) {
                found.add(chain);
            }
        });
        return found;
    }

    /** Reads the journal, unless it was read before. */
    void recoverJournal() {
        journal.recover(() -> {
            Map<Integer, Long> voidBlocks = new TreeMap<>();
            states().forEach((chain, state) -> voidBlocks.put(chain, state.voidBlocks()));
            return new Voids(voidBlocks);
        });
    }

    /** What LevelDB says of each chain of which it says anything. */
    private SortedMap<Integer, ReplicaState> states() {
        SortedMap<Integer, ReplicaState> states = new TreeMap<>();
        int chain = layout == LogLayout.ONE_CHAIN ? LogLayout.ONLY_CHAIN : nextChain(1);
        while (chain > 0) {
            states.put(chain, StoreRecovery.readState(database, keys(chain)));
            chain = layout == LogLayout.ONE_CHAIN || chain == Integer.MAX_VALUE ? 0 : nextChain(chain + 1);
        }
        return states;
    }

    /** The lowest chain from the given one on of which LevelDB holds anything; 0 if there is none. */
    private int nextChain(int from) {
        try (Database.Cursor cursor = database.open()) {
            cursor.seek(StoredKeys.of(from).lowest());
            Map.Entry<byte[], byte[]> entry = cursor.next();
            return entry == null ? 0 : StoredKeys.chainOf(entry.getKey());
        }
    }

    /** Writes what waits. On the disk when the call returns. */
    void commit() {
        journal.commit();
    }

    /**
     * Whether space is scarce now. While it is not, records that a write says are still needed stay in the log, however
     * many; while it is, no more of them than a few times what stays anyway, and that is less. While it is, the space of what
     * was deleted is brought back too. From any thread.
     */
    public void spaceIsScarce(boolean scarce) {
        journal.spaceIsScarce(scarce);
        if (sweeper != null) {
            sweeper.spaceIsScarce(scarce);
        }
    }

    /**
     * Does nothing as long as all goes well. What is applied reaches LevelDB in the background, and a failure there is told here
     * alone.
     *
     * @throws StoreWriteException if a write has failed; the node must stop
     */
    public void checkIntact() {
        failure.check();
    }

    boolean isClosed() {
        return closed;
    }

    /** With the directory in which what is damaged lies. */
    CorruptStoreException located(CorruptStoreException e) {
        return directory == null ? e : e.in(directory);
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
            flushes.close();
        } finally {
            try {
                journal.close();
            } finally {
                database.close();
                unlock();
            }
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
