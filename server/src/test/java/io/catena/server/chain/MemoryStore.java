package io.catena.server.chain;

import io.catena.server.invariants.CommittedRecords;
import io.catena.server.invariants.LogHash;
import io.catena.server.invariants.ReplicaImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A replica's disk in memory: what was written is durable, what was only asked for is not. */
final class MemoryStore implements ReplicaImage.DurableLog {
    private final NavigableMap<Long, LogRecord> log = new TreeMap<>();
    private final NavigableMap<Key, VersionedValue> data = new TreeMap<>();
    private SessionTable sessions = new SessionTable();
    private long applied;
    private long firstLogSeq = 1;
    private long epoch;
    private long lineage;
    private PartialSnapshot partialSnapshot;
    /** How many applied records stay in the log. */
    private final int retained;

    private final CommittedRecords committed;
    private LogHash hash = new LogHash(0, 0);
    /** Up to this seq the data may be ahead of what is applied: chunks of a snapshot are of different age. */
    private long mixedUntil;

    private long exactFrom;

    /** @param committed what the chain has committed, of which a snapshot stands for a first part */
    MemoryStore(int retained, CommittedRecords committed) {
        this.retained = retained;
        this.committed = committed;
    }

    StoredState recover() {
        List<LogRecord> pending = new ArrayList<>(log.tailMap(applied, false).values());
        return new StoredState(
                lineage, epoch, applied, firstLogSeq, pending, sessions.copy(), partialSnapshot, exactFrom);
    }

    long write(DiskWrite write) {
        if (write.reset()) {
            wipe();
        }
        if (write.truncateTo() >= 0) {
            log.tailMap(write.truncateTo(), false).clear();
            hash = hash.upTo(Math.min(write.truncateTo(), hash.end()));
        }
        Invariant.check(
                !write.appliesOnly() || write.epoch() <= epoch && write.lineage() == lineage,
                "what is not synced changes the epoch or the lineage");
        for (LogRecord record : write.append()) {
            LogRecord decoded = LogRecord.decode(record.bytes().clone());
            long expected = log.isEmpty() ? applied + 1 : log.lastKey() + 1;
            Invariant.check(record.seq() == expected, "the disk got %s where %d is next", record, expected);
            log.put(record.seq(), decoded);
            hash.append(record.checksum());
        }
        for (LogRecord record : write.apply()) {
            apply(record);
        }
        epoch = Math.max(epoch, write.epoch());
        lineage = write.lineage();
        long keep = Math.min(write.keepFrom(), applied + 1 - retained);
        while (!log.isEmpty() && log.firstKey() < keep) {
            log.pollFirstEntry();
        }
        firstLogSeq = log.isEmpty() ? applied + 1 : log.firstKey();
        return firstLogSeq;
    }

    @Override
    public LogHash hash() {
        return hash;
    }

    @Override
    public LogRecord record(long seq) {
        return log.get(seq);
    }

    void apply(LogRecord record) {
        Invariant.check(record.seq() == applied + 1, "%s is applied behind %d", record, applied);
        List<LoggedWrite> writes = record.writes();
        for (int i = 0; i < writes.size(); i++) {
            LoggedWrite write = writes.get(i);
            if (write.kind() == LoggedWrite.Kind.PUT) {
                data.put(write.key(), new VersionedValue(write.value(), record.versionOf(i)));
            } else if (write.kind() == LoggedWrite.Kind.DELETE) {
                data.remove(write.key());
            }
        }
        sessions.apply(record);
        applied = record.seq();
    }

    private void wipe() {
        log.clear();
        hash = new LogHash(0, 0);
        mixedUntil = 0;
        exactFrom = 0;
        data.clear();
        sessions = new SessionTable();
        applied = 0;
        firstLogSeq = 1;
        partialSnapshot = null;
    }

    long install(Effect.InstallChunk install) {
        SnapshotChunk chunk = install.chunk();
        if (chunk.after() == null) {
            wipe();
        }
        lineage = install.lineage();
        epoch = install.epoch();
        for (SnapshotChunk.Entry entry : chunk.entries()) {
            data.put(entry.key(), new VersionedValue(entry.value(), entry.version()));
        }
        partialSnapshot = new PartialSnapshot(chunk.seq(), chunk.cursor());
        exactFrom = Math.max(exactFrom, chunk.readAt());
        if (chunk.last()) {
            partialSnapshot = null;
            applied = chunk.seq();
            firstLogSeq = applied + 1;
            mixedUntil = committed.end();
            hash = new LogHash(applied, committed.hash().at(applied));
            sessions = SessionTable.decodeAll(chunk.sessions());
        }
        return firstLogSeq;
    }

    VersionedValue get(Key key) {
        return data.getOrDefault(key, VersionedValue.ABSENT);
    }

    List<LogRecord> readLog(long fromSeq) {
        return fromSeq < firstLogSeq
                ? List.of()
                : new ArrayList<>(log.tailMap(fromSeq, true).values());
    }

    SnapshotChunk readChunk(long seq, Key after, int entriesPerChunk) {
        List<SnapshotChunk.Entry> entries = new ArrayList<>();
        NavigableMap<Key, VersionedValue> behind = after == null ? data : data.tailMap(after, false);
        for (Map.Entry<Key, VersionedValue> entry : behind.entrySet()) {
            if (entries.size() == entriesPerChunk) {
                return new SnapshotChunk(seq, Math.max(applied, exactFrom), after, entries, false, null, 50);
            }
            entries.add(new SnapshotChunk.Entry(
                    entry.getKey(), entry.getValue().value(), entry.getValue().version()));
        }
        return new SnapshotChunk(seq, Math.max(applied, exactFrom), after, entries, true, sessions.encodeAll(), 100);
    }

    long applied() {
        return applied;
    }

    /** Whether the data is exactly what the applied records make of it. */
    boolean isExact() {
        return partialSnapshot == null && applied >= mixedUntil;
    }

    long lineage() {
        return lineage;
    }

    /** The key space and the client sessions, to be compared. */
    List<Object> state() {
        return List.of(contents(), Arrays.toString(sessions.encodeAll()));
    }

    /** The key space, printable. */
    Map<String, String> contents() {
        Map<String, String> contents = new HashMap<>();
        data.forEach((key, value) -> contents.put(key.toString(), new String(value.value()) + "@" + value.version()));
        return contents;
    }
}
