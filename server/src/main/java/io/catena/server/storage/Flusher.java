package io.catena.server.storage;

import io.catena.server.chain.Key;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.SessionTable;
import io.catena.server.chain.VersionedValue;
import io.catena.server.runtime.Scheduler;
import io.catena.server.storage.files.StoreWriteException;
import io.catena.server.storage.leveldb.ContentOwner;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Brings applied records into LevelDB, many at a time, while nothing waits for it: the log alone makes them durable, and tells
 * after a crash what LevelDB lacks (D2).
 *
 * <p>Owns LevelDB's content: other changes of it are made in {@link #alone}, {@link #discarding} or {@link #besides}.
 */
final class Flusher implements ContentOwner, AutoCloseable {
    /** Records wait for others to come: keys that are written often then go into LevelDB once. */
    private static final long DELAY_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** With more bytes than this in the log that LevelDB lacks, or more keys than {@link #DUE_KEYS}, the flush does not wait. */
    private static final long DUE_BYTES = 8 << 20;

    private static final int DUE_KEYS = 20_000;
    /** With more bytes than this waiting, the thread that adds more flushes first. */
    private static final long MAX_BYTES = 2 * DUE_BYTES;

    private final KeySpace keySpace;
    private final RecentValues recent;
    private final Unflushed unflushed;
    private final SessionTable noSessions;
    private final Scheduler background;
    /** Held while LevelDB's content changes. */
    private final Object content = new Object();

    /** How much memory what waits takes; guarded by this, as {@link #unflushed} is and the next three are. */
    private long waitingBytes;

    /** The state that the store has with them. */
    private ReplicaState reached = ReplicaState.EMPTY;

    private boolean urgent;
    /** How often nothing has waited any more: a flush is meant for what waited when it was scheduled. */
    private long rounds;
    /** LevelDB holds everything up to here. */
    private volatile long flushed;
    /** Why nothing is flushed any more; null if it is. */
    private volatile Throwable failure;

    /**
     * @param recent is told of each change of the key space
     * @param noSessions in the bounds of all replicas
     * @param background flushes what has waited for long enough
     */
    Flusher(KeySpace keySpace, RecentValues recent, SessionTable noSessions, Scheduler background) {
        this.keySpace = keySpace;
        this.recent = recent;
        this.noSessions = noSessions;
        this.unflushed = new Unflushed(noSessions.empty());
        this.background = background;
    }

    /** What applied records did to the key; null if LevelDB knows. From any thread. */
    VersionedValue unflushed(Key key) {
        return unflushed.get(key);
    }

    /** An independent copy of the client sessions, as the applied records leave them. */
    synchronized SessionTable sessions() {
        return unflushed.sessions();
    }

    /** LevelDB holds what records up to this seq did. */
    @Override
    public long flushed() {
        return flushed;
    }

    /** LevelDB's content is as this state says, with these sessions, and nothing waits. */
    synchronized void begin(ReplicaState state, SessionTable sessions) {
        unflushed.begin(sessions);
        forgetWaiting();
        flushed = state.applied();
        reached = state;
    }

    /**
     * Records that are in the log take effect: at once for readers, in LevelDB later.
     *
     * @param state what holds with the last of them
     */
    void add(List<LogRecord> records, ReplicaState state) {
        checkIntact();
        if (records.isEmpty()) {
            return;
        }
        boolean overfull;
        synchronized (this) {
            boolean first = waitingBytes == 0;
            for (LogRecord record : records) {
                unflushed.add(record);
                waitingBytes += record.memoryBytes();
            }
            reached = state;
            overfull = waitingBytes > MAX_BYTES;
            if (first) {
                flushLater(DELAY_NANOS);
            }
            if (!urgent && (waitingBytes > DUE_BYTES || unflushed.size() > DUE_KEYS)) {
                urgent = true;
                flushLater(0);
            }
        }
        if (overfull) {
            flush();
        }
    }

    private void flushLater(long delayNanos) {
        long round = rounds;
        background.schedule(delayNanos, () -> flushInBackground(round));
    }

    private void flushInBackground(long round) {
        synchronized (this) {
            if (round != rounds) {
                return;
            }
        }
        try {
            flush();
        } catch (RuntimeException | Error e) {
            // checkIntact() tells the owner, which ends the process and says why.
            failure = failure == null ? e : failure;
        }
    }

    /**
     * Brings everything that waits into LevelDB. From any thread.
     *
     * @throws StoreWriteException if that fails, now or before
     */
    @Override
    public void flush() {
        synchronized (content) {
            checkIntact();
            Unflushed.Changes changes;
            ReplicaState state;
            synchronized (this) {
                if (waitingBytes == 0) {
                    return;
                }
                changes = unflushed.take();
                state = reached;
                forgetWaiting();
            }
            recent.changeBegins();
            changing(() -> keySpace.apply(changes, state));
            // Not later: until flushed() below, readers find these keys in memory and look no further.
            recent.changed(changes.keys());
            unflushed.flushed();
            flushed = state.applied();
        }
    }

    /** After a failure it is not known what LevelDB holds: the change is not tried again. */
    private void changing(Runnable change) {
        try {
            change.run();
        } catch (RuntimeException | Error e) {
            failure = e;
            throw e;
        }
    }

    private void replacing(Runnable change) {
        recent.changeBegins();
        changing(change);
        recent.replaced();
    }

    /**
     * Does nothing as long as LevelDB's content is what it should be.
     *
     * @throws StoreWriteException if a change of it has failed
     */
    void checkIntact() {
        if (failure != null) {
            throw new StoreWriteException("an earlier write failed; stop the process and find out why", failure);
        }
    }

    private void forgetWaiting() {
        rounds++;
        waitingBytes = 0;
        urgent = false;
    }

    /** Changes in LevelDB what is never read. From any thread. */
    @Override
    public void besides(Runnable change) {
        synchronized (content) {
            checkIntact();
            changing(change);
        }
    }

    /** Changes LevelDB's content, which is as the state says afterwards, with these sessions. What waits is in it before. */
    void alone(ReplicaState state, SessionTable sessions, Runnable change) {
        synchronized (content) {
            flush();
            replacing(change);
            begin(state, sessions);
        }
    }

    /** The same, and what waits is void. Nothing is left. */
    void discarding(ReplicaState state, Runnable change) {
        synchronized (content) {
            checkIntact();
            replacing(change);
            // Not before: a reader that finds nothing here must not find in LevelDB what is older.
            begin(state, noSessions.empty());
        }
    }

    /** Flushes what waits, unless flushing has failed. */
    @Override
    public void close() {
        if (failure == null) {
            flush();
        }
    }
}
