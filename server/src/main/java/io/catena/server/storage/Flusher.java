package io.catena.server.storage;

import io.catena.server.chain.Key;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.SessionTable;
import io.catena.server.chain.VersionedValue;
import io.catena.server.storage.files.StoreWriteException;
import io.catena.server.storage.leveldb.Batch;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Brings applied records of one chain into LevelDB, many at a time, while nothing waits for it: the log alone makes them durable,
 * and tells after a crash what LevelDB lacks (D2). When it does so, and with which other chains, says {@link FlushSchedule}.
 *
 * <p>Owns what LevelDB holds of the chain: other changes of it are made in {@link #alone} or {@link #discarding}.
 */
final class Flusher implements Comparable<Flusher> {
    private final int chain;
    private final KeySpace keySpace;
    private final RecentValues recent;
    private final Unflushed unflushed;
    private final SessionTable noSessions;
    private final FlushSchedule schedule;
    /** Held while what LevelDB holds of the chain changes; of several chains, those with lower numbers first. */
    private final ReentrantLock content = new ReentrantLock();

    /** How much memory what waits takes; guarded by this, as {@link #unflushed} is and the next two are. */
    private long waitingBytes;
    /** How many keys the schedule knows to wait. */
    private int waitingKeys;

    /** The state that the store has with them. */
    private ReplicaState reached = ReplicaState.EMPTY;

    /** LevelDB holds everything up to here. */
    private volatile long flushed;

    /**
     * @param recent is told of each change of the key space
     * @param noSessions in the bounds of all replicas
     */
    Flusher(int chain, KeySpace keySpace, RecentValues recent, SessionTable noSessions, FlushSchedule schedule) {
        this.chain = chain;
        this.keySpace = keySpace;
        this.recent = recent;
        this.noSessions = noSessions;
        this.unflushed = new Unflushed(noSessions.empty());
        this.schedule = schedule;
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
    long flushed() {
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
        schedule.checkIntact();
        if (records.isEmpty()) {
            return;
        }
        boolean overfull;
        synchronized (this) {
            long bytes = 0;
            for (LogRecord record : records) {
                unflushed.add(record);
                bytes += record.memoryBytes();
            }
            waitingBytes += bytes;
            reached = state;
            int keys = unflushed.size();
            overfull = schedule.waits(this, bytes, keys - waitingKeys);
            waitingKeys = keys;
        }
        if (overfull) {
            schedule.flush();
        }
    }

    /**
     * Brings everything of this chain that waits into LevelDB. From any thread.
     *
     * @throws StoreWriteException if that fails, or an earlier write of the node has failed
     */
    void flush() {
        content.lock();
        try {
            schedule.flushHeld(List.of(this));
        } finally {
            content.unlock();
        }
    }

    // ------------------------------------------------------------------------------------------- for the schedule

    /** Whether what LevelDB holds of the chain is changed by this thread alone until {@link #release}. */
    boolean tryHold() {
        return content.tryLock();
    }

    void release() {
        content.unlock();
    }

    /** What is on its way into LevelDB. */
    final class Taken {
        private final Unflushed.Changes changes;
        private final ReplicaState state;

        private Taken(Unflushed.Changes changes, ReplicaState state) {
            this.changes = changes;
            this.state = state;
        }

        /** LevelDB holds it. */
        void isWritten() {
            // Not later: until flushed() below, readers find these keys in memory and look no further.
            recent.changed(changes.keys());
            unflushed.flushed();
            flushed = state.applied();
        }
    }

    /** Puts what waits into the batch; null if nothing waits. The caller holds the content. */
    Taken take(Batch batch) {
        Taken taken;
        synchronized (this) {
            if (waitingBytes == 0) {
                return null;
            }
            taken = new Taken(unflushed.take(), reached);
            forgetWaiting();
        }
        recent.changeBegins();
        keySpace.put(taken.changes, taken.state, batch);
        return taken;
    }

    private void forgetWaiting() {
        schedule.waitsNoMore(this, waitingBytes, waitingKeys);
        waitingBytes = 0;
        waitingKeys = 0;
    }

    // ------------------------------------------------------------------------------------------- other changes

    /** Changes LevelDB's content, which is as the state says afterwards, with these sessions. What waits is in it before. */
    void alone(ReplicaState state, SessionTable sessions, Runnable change) {
        content.lock();
        try {
            flush();
            replacing(change);
            begin(state, sessions);
        } finally {
            content.unlock();
        }
    }

    /** The same, and what waits is void. Nothing is left. */
    void discarding(ReplicaState state, Runnable change) {
        content.lock();
        try {
            replacing(change);
            // Not before: a reader that finds nothing here must not find in LevelDB what is older.
            begin(state, noSessions.empty());
        } finally {
            content.unlock();
        }
    }

    private void replacing(Runnable change) {
        schedule.checkIntact();
        recent.changeBegins();
        schedule.changing(change);
        recent.replaced();
    }

    @Override
    public int compareTo(Flusher other) {
        return Integer.compare(chain, other.chain);
    }
}
