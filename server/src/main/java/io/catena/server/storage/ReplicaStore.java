package io.catena.server.storage;

import io.catena.server.chain.DiskWrite;
import io.catena.server.chain.Key;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.SessionTable;
import io.catena.server.chain.SnapshotChunk;
import io.catena.server.chain.StoredState;
import io.catena.server.chain.VersionedValue;
import io.catena.server.storage.files.CorruptStoreException;
import io.catena.server.storage.files.StoreClosedException;
import io.catena.server.storage.files.StoreWriteException;
import io.catena.server.storage.journal.LogLayout;
import io.catena.server.storage.journal.RecordLog;
import io.catena.server.storage.leveldb.Database;
import io.catena.server.storage.leveldb.Engine;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * One replica's log, key space and client sessions on the disk.
 *
 * <p>Threads: {@link #recover}, {@link #begin}, {@link #write}, {@link #installChunk} and {@link #forget} come one after the other:
 * the next when the one before has ended, whichever threads carry them out. Everything else may be called by any thread at any
 * time, {@link #close} too: it waits until no call is under way, and later calls get a {@link StoreClosedException}.
 *
 * <p>Errors: {@link StoreWriteException} and {@link CorruptStoreException} are final; the replica must stop.
 */
public final class ReplicaStore implements StoreReader, AutoCloseable {
    /** What the chains of a node share, and what of it is this chain's. */
    record Parts(Database database, StoredKeys keys, RecordLog log, SessionTable noSessions, FlushSchedule flushes) {}

    private final NodeStore node;
    private final RecordLog log;
    private final Flusher flusher;
    private final StoreWriter writer;
    private final StoreViews views;
    private final RecentValues recent;

    ReplicaStore(NodeStore node, int chain, Parts parts, RecentValues recent) {
        this.node = node;
        this.log = parts.log();
        this.recent = recent;
        KeySpace keySpace = new KeySpace(parts.database(), parts.keys());
        this.flusher = new Flusher(chain, keySpace, recent, parts.noSessions(), parts.flushes());
        this.writer =
                new StoreWriter(chain, parts.database(), parts.keys(), log, keySpace, flusher, parts.noSessions());
        this.views = new StoreViews(parts.database(), parts.keys(), parts.noSessions());
    }

    /**
     * Opens the store of a node that carries one chain. Closing it closes all.
     *
     * @see NodeStore#open
     */
    public static ReplicaStore open(Path directory, Engine engine, long retainLogBytes) {
        return NodeStore.open(directory, LogLayout.ONE_CHAIN, engine, retainLogBytes, Runnable::run)
                .replica(LogLayout.ONLY_CHAIN);
    }

    /**
     * What an earlier life left on the disk. To be called before anything is written, and whenever a life begins.
     *
     * @throws CorruptStoreException if the log has a gap or something cannot be decoded
     */
    public StoredState recover() {
        return located(() -> {
            node.recoverJournal();
            return writer.recover();
        });
    }

    /**
     * Carries out a write, all of it or nothing, together with those of other chains. With {@code reset} the old
     * content goes first: a crash during the call may then leave a store without content that has adopted the new epoch
     * and lineage. Afterwards old records leave the log as far as the write allows. The epoch never goes down.
     *
     * @return completed when it is on the disk, by any thread; no other call of the writer may begin before that
     */
    public CompletableFuture<Void> begin(DiskWrite write) {
        checkOpen();
        return located(() -> writer.write(write));
    }

    /** The same; it is on the disk when the call returns. */
    public void write(DiskWrite write) {
        CompletableFuture<Void> end = begin(write);
        if (!end.isDone()) {
            node.commit();
        }
        try {
            end.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
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
     * The node gives the replica up: removes all of it for ever, also what the log has of it. A crash during the call leaves all
     * of it, or nothing. Like a write; {@link #recover} comes next, and finds nothing.
     */
    public void forget() {
        checkOpen();
        located(() -> {
            writer.forget();
            return null;
        });
    }

    /**
     * The same, if what is on the disk may be removed. Like a write; {@link #recover} comes next.
     *
     * @return whether it was removed
     */
    public boolean forgetIf(Predicate<StoredState> may) {
        boolean removes = may.test(recover());
        if (removes) {
            forget();
        }
        return removes;
    }

    /** Whether space is scarce now, for the whole node: see {@link NodeStore#spaceIsScarce}. From any thread. */
    public void spaceIsScarce(boolean scarce) {
        node.spaceIsScarce(scarce);
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
        node.checkIntact();
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

    /** Closes the store of the node. */
    @Override
    public void close() {
        node.close();
    }

    /** What the call finds damaged is told with the directory in which it lies. */
    private <T> T located(Supplier<T> call) {
        try {
            return call.get();
        } catch (CorruptStoreException e) {
            throw node.located(e);
        }
    }

    private void checkOpen() {
        if (node.isClosed()) {
            throw new StoreClosedException();
        }
    }
}
