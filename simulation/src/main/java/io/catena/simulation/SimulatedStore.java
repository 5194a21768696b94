package io.catena.simulation;

import io.catena.server.chain.DiskWrite;
import io.catena.server.chain.Effect;
import io.catena.server.chain.Key;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.PartialSnapshot;
import io.catena.server.chain.SnapshotChunk;
import io.catena.server.chain.StoredState;
import io.catena.server.chain.VersionedValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What really lies on a node's disk. Each method is atomic, as the batches of the real store are. */
final class SimulatedStore {
    private final NavigableMap<Long, LogRecord> log = new TreeMap<>();
    private final SimulatedKeySpace simulatedKeySpace;
    private final CommittedLog committed;
    private final int mostSessions;
    /** How many applied records stay in the log. */
    private final int retained;

    private final int entriesPerChunk;
    private LogHash hash = new LogHash(0, 0);
    private long applied;
    private long firstLogSeq = 1;
    private long epoch;
    private long lineage;
    private PartialSnapshot partialSnapshot;
    /** What has been applied since the last synced write, in order. */
    private final List<LogRecord> unsynced = new ArrayList<>();
    /** The key space without {@link #unsynced}; means nothing while that is empty. */
    private final SimulatedKeySpace synced;
    /** Where the log ended with the last synced write, or below it after a truncation. */
    private long syncedEnd;
    /** Up to this seq the key space may be ahead of {@link #applied}: chunks of a snapshot are of different age. */
    private long mixedUntil;

    SimulatedStore(CommittedLog committed, int mostSessions, int retained, int entriesPerChunk) {
        this.committed = committed;
        this.mostSessions = mostSessions;
        this.simulatedKeySpace = new SimulatedKeySpace(mostSessions);
        this.synced = new SimulatedKeySpace(mostSessions);
        this.retained = retained;
        this.entriesPerChunk = entriesPerChunk;
    }

    StoredState recover() {
        List<LogRecord> pending = new ArrayList<>(log.tailMap(applied, false).values());
        return new StoredState(
                lineage,
                epoch,
                applied,
                firstLogSeq,
                pending,
                simulatedKeySpace.sessions().copy(),
                partialSnapshot);
    }

    /** What a backup would hold that is made at this moment. */
    SimulatedStore copy() {
        SimulatedStore copy = new SimulatedStore(committed, mostSessions, retained, entriesPerChunk);
        copy.log.putAll(log);
        copy.simulatedKeySpace.copyFrom(simulatedKeySpace);
        copy.hash = hash.upTo(hash.end());
        copy.applied = applied;
        copy.firstLogSeq = firstLogSeq;
        copy.epoch = epoch;
        copy.lineage = lineage;
        copy.partialSnapshot = partialSnapshot;
        copy.syncedEnd = hash.end();
        copy.mixedUntil = mixedUntil;
        return copy;
    }

    /** The process has ended. Of what was applied and not synced, any first part is there; what was added so is gone. */
    void crash(SeededRandom seededRandom) {
        if (!unsynced.isEmpty()) {
            applied -= unsynced.size();
            simulatedKeySpace.copyFrom(synced);
            int kept = seededRandom.below(unsynced.size() + 1);
            unsynced.subList(0, kept).forEach(this::apply);
            unsynced.clear();
        }
        if (hash.end() > Math.max(applied, syncedEnd)) {
            truncate(Math.max(applied, syncedEnd));
        }
    }

    private void truncate(long seq) {
        log.tailMap(seq, false).clear();
        hash = hash.upTo(seq);
    }

    /** Drops what is not applied, as no rule allows outside of a write. */
    void forgetPending() {
        if (partialSnapshot == null && hash.end() > applied) {
            truncate(applied);
        }
    }

    /** The log as it is on the disk. A new object whenever something is taken from its end. */
    LogHash hash() {
        return hash;
    }

    long applied() {
        return applied;
    }

    long lineage() {
        return lineage;
    }

    long epoch() {
        return epoch;
    }

    boolean isInstalling() {
        return partialSnapshot != null;
    }

    SimulatedKeySpace simulatedKeySpace() {
        return simulatedKeySpace;
    }

    /** Whether the key space is exactly what the records up to {@link #applied} make of it. */
    boolean isExact() {
        return partialSnapshot == null && applied >= mixedUntil;
    }

    LogRecord record(long seq) {
        return log.get(seq);
    }

    /**
     * Carries out a write. One that is not synced is known at once and durable with the next one that is.
     *
     * @return the lowest seq that the log now has
     */
    long write(DiskWrite write, boolean isSynced) {
        if (write.reset()) {
            wipe();
        }
        if (write.truncateTo() >= 0 && write.truncateTo() < hash.end()) {
            check(write.truncateTo() >= applied, "truncates applied records");
            truncate(write.truncateTo());
        }
        check(
                !write.appliesOnly() || write.epoch() <= epoch && write.lineage() == lineage,
                "what is not synced changes the epoch or the lineage");
        check(
                write.reset() || partialSnapshot == null || write.append().isEmpty(),
                "records before the snapshot's end");
        for (LogRecord record : write.append()) {
            check(record.seq() == hash.end() + 1, record + " where the log ends at " + hash.end());
            log.put(record.seq(), record);
            hash.append(record.checksum());
        }
        if (isSynced) {
            unsynced.clear();
            syncedEnd = hash.end();
        } else if (unsynced.isEmpty()) {
            synced.copyFrom(simulatedKeySpace);
        }
        for (LogRecord record : write.apply()) {
            check(record.seq() == applied + 1, record + " is applied behind " + applied);
            check(log.containsKey(record.seq()), record + " is applied and is not in the log");
            apply(log.get(record.seq()));
            if (!isSynced) {
                unsynced.add(log.get(record.seq()));
            }
        }
        epoch = Math.max(epoch, write.epoch());
        lineage = write.lineage();
        trim(Math.min(write.keepFrom(), applied - unsynced.size() + 1 - retained));
        return firstLogSeq;
    }

    private void apply(LogRecord record) {
        simulatedKeySpace.apply(record);
        applied = record.seq();
    }

    private void trim(long keep) {
        while (!log.isEmpty() && log.firstKey() < keep) {
            log.pollFirstEntry();
        }
        firstLogSeq = log.isEmpty() ? applied + 1 : log.firstKey();
    }

    private void wipe() {
        unsynced.clear();
        syncedEnd = 0;
        log.clear();
        simulatedKeySpace.wipe();
        hash = new LogHash(0, 0);
        applied = 0;
        firstLogSeq = 1;
        partialSnapshot = null;
        mixedUntil = 0;
    }

    long install(Effect.InstallChunk install) {
        SnapshotChunk chunk = install.chunk();
        boolean isComplete = partialSnapshot == null && lineage == install.lineage() && applied >= chunk.seq();
        if (chunk.after() != null && isComplete) {
            return firstLogSeq;
        }
        if (chunk.after() == null) {
            wipe();
        } else {
            check(partialSnapshot != null && partialSnapshot.seq() == chunk.seq(), "a chunk without its beginning");
        }
        lineage = install.lineage();
        epoch = Math.max(epoch, install.epoch());
        for (SnapshotChunk.Entry entry : chunk.entries()) {
            simulatedKeySpace.put(entry.key(), new VersionedValue(entry.value(), entry.version()));
        }
        partialSnapshot = new PartialSnapshot(chunk.seq(), chunk.cursor());
        if (chunk.last()) {
            complete(chunk);
        }
        return firstLogSeq;
    }

    private void complete(SnapshotChunk chunk) {
        partialSnapshot = null;
        applied = chunk.seq();
        firstLogSeq = applied + 1;
        hash = new LogHash(applied, committed.hash().at(applied));
        syncedEnd = applied;
        mixedUntil = committed.end();
        simulatedKeySpace.replaceSessions(chunk.sessions());
    }

    VersionedValue get(Key key) {
        return simulatedKeySpace.get(key);
    }

    /** What the key would hold if everything in the log were applied. */
    VersionedValue newestInLog(Key key) {
        for (LogRecord record : log.descendingMap().values()) {
            for (int i = record.writes().size() - 1; i >= 0; i--) {
                LoggedWrite write = record.writes().get(i);
                if (write.changesKey() && write.key().equals(key)) {
                    return write.value() == null
                            ? VersionedValue.ABSENT
                            : new VersionedValue(write.value(), record.versionOf(i));
                }
            }
        }
        return get(key);
    }

    List<LogRecord> readLog(long fromSeq) {
        return fromSeq < firstLogSeq || partialSnapshot != null
                ? List.of()
                : new ArrayList<>(log.tailMap(fromSeq, true).values());
    }

    SnapshotChunk readChunk(long seq, Key after) {
        check(partialSnapshot == null && applied >= seq, "a snapshot at " + seq + " begins before it is applied");
        List<SnapshotChunk.Entry> entries = new ArrayList<>();
        NavigableMap<Key, VersionedValue> data = simulatedKeySpace.data();
        for (Map.Entry<Key, VersionedValue> entry : (after == null ? data : data.tailMap(after, false)).entrySet()) {
            if (entries.size() == entriesPerChunk) {
                return new SnapshotChunk(seq, after, entries, false, null, 50);
            }
            VersionedValue value = entry.getValue();
            entries.add(new SnapshotChunk.Entry(entry.getKey(), value.value(), value.version()));
        }
        return new SnapshotChunk(
                seq, after, entries, true, simulatedKeySpace.sessions().encodeAll(), 100);
    }

    private static void check(boolean holds, String problem) {
        if (!holds) {
            throw new Violation("the store takes what fits", "%s", problem);
        }
    }
}
