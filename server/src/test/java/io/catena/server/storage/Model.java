package io.catena.server.storage;

import io.catena.server.chain.DiskWrite;
import io.catena.server.chain.Key;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.SessionTable;
import io.catena.server.chain.SnapshotChunk;
import io.catena.server.chain.StoredState;
import io.catena.server.storage.leveldb.Database;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a store must hold, written down as plainly as possible. */
final class Model {
    long lineage;
    long epoch;
    long applied;
    String installing = "none";
    final TreeMap<Long, LogRecord> pending = new TreeMap<>();
    private final Map<Key, String> data = new TreeMap<>();
    private SessionTable sessions = new SessionTable();
    /** What was true since the last write that is durable, before the present state. */
    private final Set<String> earlier = new HashSet<>();

    /** What a crash may leave: how far records are applied is not synced on its own. */
    Set<String> afterACrash() {
        Set<String> any = new HashSet<>(earlier);
        any.add(toString());
        return any;
    }

    long logEnd() {
        return applied + pending.size();
    }

    void write(DiskWrite write) {
        boolean changesTheLog =
                write.reset() || write.truncateTo() >= 0 || !write.append().isEmpty();
        if (!changesTheLog && !write.apply().isEmpty()) {
            earlier.add(toString());
        } else {
            earlier.clear();
        }
        if (write.reset()) {
            wipe();
        }
        if (write.truncateTo() >= 0) {
            pending.tailMap(write.truncateTo(), false).clear();
        }
        write.append().forEach(record -> pending.put(record.seq(), record));
        for (LogRecord record : write.apply()) {
            pending.remove(record.seq());
            for (int i = 0; i < record.writes().size(); i++) {
                LoggedWrite one = record.writes().get(i);
                if (one.kind() == LoggedWrite.Kind.PUT) {
                    put(one.key(), one.value(), record.versionOf(i));
                } else if (one.kind() == LoggedWrite.Kind.DELETE) {
                    data.remove(one.key());
                }
            }
            sessions.apply(record);
            applied = record.seq();
        }
        lineage = write.lineage();
        epoch = Math.max(epoch, write.epoch());
    }

    void install(SnapshotChunk chunk, long newLineage, long newEpoch) {
        earlier.clear();
        if (chunk.after() == null) {
            wipe();
        }
        chunk.entries().forEach(entry -> put(entry.key(), entry.value(), entry.version()));
        lineage = newLineage;
        epoch = Math.max(epoch, newEpoch);
        installing = chunk.seq() + " up to " + chunk.cursor();
        if (chunk.last()) {
            installing = "none";
            applied = chunk.seq();
            sessions = SessionTable.decodeAll(chunk.sessions());
        }
    }

    void forget() {
        earlier.clear();
        wipe();
        lineage = 0;
        epoch = 0;
    }

    /** What a crash leaves while older content goes. */
    static String wiped(long lineage, long epoch, String installing) {
        return describe(lineage, epoch, 0, "", installing, Map.of(), new SessionTable());
    }

    @Override
    public String toString() {
        StringBuilder log = new StringBuilder();
        pending.values().forEach(record -> log.append(HexFormat.of().formatHex(record.bytes())));
        return describe(lineage, epoch, applied, log.toString(), installing, data, sessions);
    }

    /** The same of a real store; reads the key space past its owner, since an unfinished copy may not be read. */
    static String of(StoredState found, Database database) {
        return of(found, database, StoredKeys.ALONE);
    }

    /** @param keys of the chain */
    static String of(StoredState found, Database database, StoredKeys keys) {
        StringBuilder log = new StringBuilder();
        found.pending().forEach(record -> log.append(HexFormat.of().formatHex(record.bytes())));
        String installing = found.partialSnapshot() == null
                ? "none"
                : found.partialSnapshot().seq() + " up to "
                        + found.partialSnapshot().cursor();
        Map<Key, String> data = new TreeMap<>();
        try (Database.Cursor cursor = database.open()) {
            cursor.seek(keys.first(StoredKeys.DATA));
            Map.Entry<byte[], byte[]> entry = cursor.next();
            while (entry != null && keys.is(StoredKeys.DATA, entry.getKey())) {
                data.put(keys.userKey(entry.getKey()), HexFormat.of().formatHex(content(entry)));
                entry = cursor.next();
            }
        }
        return describe(
                found.lineage(), found.epoch(), found.applied(), log.toString(), installing, data, found.sessions());
    }

    private static byte[] content(Map.Entry<byte[], byte[]> entry) {
        return Sealed.rest(Sealed.unseal(entry.getKey(), entry.getValue()));
    }

    private void put(Key key, byte[] value, long version) {
        data.put(key, HexFormat.of().toHexDigits(version) + HexFormat.of().formatHex(value));
    }

    private void wipe() {
        pending.clear();
        data.clear();
        sessions = new SessionTable();
        applied = 0;
        installing = "none";
    }

    private static String describe(
            long lineage,
            long epoch,
            long applied,
            String pending,
            String installing,
            Map<Key, String> data,
            SessionTable sessions) {
        return "lineage " + lineage + ", epoch " + epoch + ", applied " + applied + ", pending " + pending
                + ", installing " + installing + ", data " + data + ", sessions "
                + HexFormat.of().formatHex(sessions.encodeAll());
    }
}
