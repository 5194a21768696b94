package io.catena.server.storage;

import io.catena.server.chain.DiskWrite;
import io.catena.server.chain.Invariant;
import io.catena.server.chain.Key;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.PartialSnapshot;
import io.catena.server.chain.SessionTable;
import io.catena.server.chain.SnapshotChunk;
import io.catena.server.chain.StoredState;
import io.catena.server.storage.files.StoreWriteException;
import io.catena.server.storage.journal.LogPart;
import io.catena.server.storage.journal.RecordLog;
import io.catena.server.storage.leveldb.Database;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The writing half of a store: one call after the other, except {@link #state}. A write is a part of a block of the log, unless it
 * only applies what is there (D4), and in LevelDB later; what replaces all content, a reset or a snapshot, goes into LevelDB and
 * makes the log void (D8). A write that fails is final (D9).
 */
final class StoreWriter {
    private final int chain;
    private final Database database;
    private final StoredKeys keys;
    private final RecordLog log;
    private final KeySpace keySpace;
    private final Flusher flusher;
    private final SessionTable noSessions;
    private volatile ReplicaState state = ReplicaState.EMPTY;
    private boolean recovered;
    private boolean broken;

    /** @param noSessions in the bounds of all replicas */
    StoreWriter(
            int chain,
            Database database,
            StoredKeys keys,
            RecordLog log,
            KeySpace keySpace,
            Flusher flusher,
            SessionTable noSessions) {
        this.chain = chain;
        this.database = database;
        this.keys = keys;
        this.log = log;
        this.keySpace = keySpace;
        this.flusher = flusher;
        this.noSessions = noSessions;
    }

    /** What is on the disk, as far as writes have returned; while older content is removed, what was announced. */
    ReplicaState state() {
        return state;
    }

    StoredState recover() {
        flusher.flush();
        state = StoreRecovery.readState(database, keys);
        if (state.wiping()) {
            ReplicaState wiped = wiped(
                    state.lineage(), state.epoch(), state.voidBlocks(), state.partialSnapshot(), state.exactFrom());
            wipe(state, wiped);
        }
        StoreRecovery storeRecovery = new StoreRecovery(database, keys, log, state, noSessions);
        flusher.begin(state, storeRecovery.sessions());
        state = storeRecovery.state();
        flusher.add(storeRecovery.unflushed(), state);
        flusher.flush();
        recovered = true;
        return new StoredState(
                state.lineage(),
                state.epoch(),
                state.applied(),
                log.first(),
                storeRecovery.pending(),
                flusher.sessions(),
                state.partialSnapshot(),
                state.exactFrom());
    }

    /** @return completed once the write is on the disk, by the thread that wrote it; before that no other call begins */
    CompletableFuture<Void> write(DiskWrite write) {
        check(write);
        begin();
        if (write.reset()) {
            long epoch = highestEpoch(write.epoch());
            long voidBlocks = log.beginReplacing();
            wipe(
                    wiping(write.lineage(), epoch, voidBlocks, null, 0),
                    wiped(write.lineage(), epoch, voidBlocks, null, 0));
        }
        List<LogRecord> apply = write.apply();
        long applied =
                apply.isEmpty() ? state.applied() : apply.get(apply.size() - 1).seq();
        if (write.appliesOnly()) {
            // The next part says what a write without one has applied.
            ends(write, state.withApplied(applied));
            return CompletableFuture.completedFuture(null);
        }
        LogPart part = new LogPart(
                chain, highestEpoch(write.epoch()), write.lineage(), applied, write.truncateTo(), write.append());
        return log.append(part).thenAccept(block -> ends(write, state.after(part, block)));
    }

    private void ends(DiskWrite write, ReplicaState next) {
        flusher.add(write.apply(), next);
        state = next;
        log.trim(flusher.flushed(), write.keepFrom());
        broken = false;
    }

    /** Everything is void, the epoch too. What is left says up to which block. */
    void forget() {
        begin();
        long voidBlocks = log.beginReplacing();
        wipe(wiping(0, 0, voidBlocks, null, 0), wiped(0, 0, voidBlocks, null, 0));
        recovered = false;
        broken = false;
    }

    void installChunk(SnapshotChunk chunk, long lineage, long adopted) {
        long epoch = highestEpoch(adopted);
        boolean begins = chunk.after() == null;
        if (!begins && isComplete(chunk.seq(), lineage)) {
            return;
        }
        if (!begins) {
            checkFollows(chunk, lineage);
        }
        begin();
        if (begins) {
            PartialSnapshot partialSnapshot = new PartialSnapshot(chunk.seq(), null);
            long voidBlocks = log.beginReplacing();
            wipe(
                    wiping(lineage, epoch, voidBlocks, partialSnapshot, chunk.readAt()),
                    wiped(lineage, epoch, voidBlocks, partialSnapshot, chunk.readAt()));
        }
        // What was noted in the log while the snapshot came is in the state too.
        long voidBlocks = log.beginReplacing();
        long exactFrom = Math.max(state.exactFrom(), chunk.readAt());
        ReplicaState next = chunk.last()
                ? new ReplicaState(lineage, epoch, chunk.seq(), voidBlocks, voidBlocks, false, null, exactFrom)
                : wiped(
                        lineage,
                        epoch,
                        voidBlocks,
                        new PartialSnapshot(
                                chunk.seq(), highest(state.partialSnapshot().cursor(), chunk.cursor())),
                        exactFrom);
        flusher.alone(next, sessions(chunk), () -> keySpace.install(chunk, next));
        log.restartBehind(next.applied());
        state = next;
        broken = false;
    }

    private SessionTable sessions(SnapshotChunk chunk) {
        SessionTable sessions = noSessions.empty();
        if (chunk.last()) {
            sessions.restoreAll(chunk.sessions());
        }
        return sessions;
    }

    /** An epoch that was adopted once is never forgotten. */
    private long highestEpoch(long epoch) {
        return Math.max(epoch, state.epoch());
    }

    private void check(DiskWrite write) {
        long applied = write.reset() ? 0 : state.applied();
        long end = write.reset() ? 0 : Math.max(applied, log.end());
        if (write.truncateTo() >= 0 && write.truncateTo() < end) {
            Invariant.check(
                    write.truncateTo() >= applied,
                    "truncating to %d would drop applied records, up to %d",
                    write.truncateTo(),
                    applied);
            end = write.truncateTo();
        }
        Invariant.check(
                write.reset()
                        || state.partialSnapshot() == null
                        || write.append().isEmpty(),
                "records come before the snapshot is complete");
        Invariant.check(
                !write.appliesOnly() || write.epoch() <= state.epoch() && write.lineage() == state.lineage(),
                "a write that only applies changes the epoch or the lineage");
        for (LogRecord record : write.append()) {
            Invariant.check(record.seq() == ++end, "record %d was appended where %d was due", record.seq(), end);
        }
        for (LogRecord record : write.apply()) {
            Invariant.check(
                    record.seq() == ++applied && applied <= end,
                    "record %d was applied where %d was due and the log ends at %d",
                    record.seq(),
                    applied,
                    end);
        }
    }

    private boolean isComplete(long seq, long lineage) {
        return !state.incomplete() && state.lineage() == lineage && state.applied() >= seq;
    }

    private void checkFollows(SnapshotChunk chunk, long lineage) {
        PartialSnapshot partialSnapshot = state.partialSnapshot();
        Invariant.check(
                partialSnapshot != null && partialSnapshot.seq() == chunk.seq() && state.lineage() == lineage,
                "a piece of the snapshot at %d comes without its beginning",
                chunk.seq());
        Invariant.check(
                partialSnapshot.cursor() != null && chunk.after().compareTo(partialSnapshot.cursor()) <= 0,
                "a piece of the snapshot at %d begins behind %s, but what came ends at %s",
                chunk.seq(),
                chunk.after(),
                partialSnapshot.cursor());
    }

    /** From here to the end of the call memory and disk differ: an error in between ends the store. */
    private void begin() {
        if (!recovered) {
            throw new IllegalStateException("recover() comes first");
        }
        if (broken) {
            throw new StoreWriteException("an earlier write failed; stop the process and find out why");
        }
        broken = true;
    }

    private static ReplicaState wiping(
            long lineage, long epoch, long voidBlocks, PartialSnapshot partialSnapshot, long exactFrom) {
        return new ReplicaState(lineage, epoch, 0, voidBlocks, voidBlocks, true, partialSnapshot, exactFrom);
    }

    /** A store without content. */
    private static ReplicaState wiped(
            long lineage, long epoch, long voidBlocks, PartialSnapshot partialSnapshot, long exactFrom) {
        return new ReplicaState(lineage, epoch, 0, voidBlocks, voidBlocks, false, partialSnapshot, exactFrom);
    }

    /** Readers look at {@link #state} after they have read, so it must say so before anything goes. */
    private void wipe(ReplicaState during, ReplicaState after) {
        state = during;
        flusher.discarding(after, () -> {
            keySpace.commit(during);
            keySpace.wipe(during);
            keySpace.commit(after);
        });
        log.restartBehind(0);
        state = after;
    }

    private static Key highest(Key one, Key other) {
        return one == null || (other != null && other.compareTo(one) > 0) ? other : one;
    }
}
