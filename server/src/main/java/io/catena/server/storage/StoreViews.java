package io.catena.server.storage;

import io.catena.server.chain.Invariant;
import io.catena.server.chain.Key;
import io.catena.server.chain.SessionTable;
import io.catena.server.chain.SnapshotChunk;
import io.catena.server.chain.VersionedValue;
import io.catena.server.storage.leveldb.Database;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The reading half of a store. Each method looks at one view of the database, in which the state fits the rest; no view
 * outlives the call, because a view that is kept keeps LevelDB from removing old files.
 */
final class StoreViews {
    private final Database database;
    private final StoredKeys keys;
    private final SessionTable noSessions;

    StoreViews(Database database, StoredKeys keys, SessionTable noSessions) {
        this.database = database;
        this.keys = keys;
        this.noSessions = noSessions;
    }

    VersionedValue get(Key userKey) {
        byte[] key = keys.data(userKey);
        byte[] stored = database.get(key);
        if (stored == null) {
            return VersionedValue.ABSENT;
        }
        ByteBuffer in = Sealed.unseal(key, stored);
        long version = in.getLong();
        return new VersionedValue(Sealed.rest(in), version);
    }

    SnapshotChunk readChunk(long seq, Key after, int maxBytes) {
        List<SnapshotChunk.Entry> entries = new ArrayList<>();
        byte[] sessions = null;
        long readAt;
        try (Database.Cursor cursor = database.open()) {
            ReplicaState state = completeState(cursor);
            Invariant.check(state.applied() >= seq, "a snapshot at %d begins before it is applied", seq);
            readAt = Math.max(state.applied(), state.exactFrom());
            boolean last = readEntries(cursor, after, maxBytes, entries);
            if (last) {
                sessions = StoreRecovery.readSessions(cursor, keys, noSessions).encodeAll();
            }
        }
        boolean last = sessions != null;
        Key end = entries.isEmpty() ? after : entries.get(entries.size() - 1).key();
        return new SnapshotChunk(seq, readAt, after, entries, last, sessions, last ? 100 : percentUpTo(end));
    }

    Digest digest() {
        DigestBuilder digest = new DigestBuilder();
        try (Database.Cursor cursor = database.open()) {
            ReplicaState state = completeState(cursor);
            if (!state.isExact()) {
                throw new IncompleteStoreException();
            }
            cursor.seek(keys.first(StoredKeys.DATA));
            Map.Entry<byte[], byte[]> entry = cursor.next();
            while (entry != null && keys.is(StoredKeys.DATA, entry.getKey())) {
                digest.add(keys.withoutChain(entry.getKey()), Sealed.unseal(entry.getKey(), entry.getValue()));
                entry = cursor.next();
            }
            return digest.finish(state.applied());
        }
    }

    /** Whether no key is behind those read. */
    private boolean readEntries(Database.Cursor cursor, Key after, int maxBytes, List<SnapshotChunk.Entry> entries) {
        byte[] from = after == null ? keys.first(StoredKeys.DATA) : keys.data(after);
        cursor.seek(from);
        long memoryBytes = 0;
        Map.Entry<byte[], byte[]> entry = cursor.next();
        if (after != null && entry != null && Arrays.equals(entry.getKey(), from)) {
            entry = cursor.next();
        }
        while (entry != null && keys.is(StoredKeys.DATA, entry.getKey())) {
            ByteBuffer in = Sealed.unseal(entry.getKey(), entry.getValue());
            long version = in.getLong();
            SnapshotChunk.Entry next = new SnapshotChunk.Entry(keys.userKey(entry.getKey()), Sealed.rest(in), version);
            memoryBytes += next.memoryBytes();
            if (memoryBytes > maxBytes && !entries.isEmpty()) {
                return false;
            }
            entries.add(next);
            entry = cursor.next();
        }
        return true;
    }

    /** How much of the key space lies at or before a key: by the bytes on the disk, which is blind to the newest. */
    private int percentUpTo(Key key) {
        byte[] position = keys.data(key);
        long before = database.approximateBytes(keys.first(StoredKeys.DATA), position);
        long behind = database.approximateBytes(position, keys.end(StoredKeys.DATA));
        if (before + behind <= 0) {
            int firstByte = key.bytes().length > 0 ? key.bytes()[0] & 0xff : 0;
            return firstByte * 99 / 255;
        }
        return (int) Math.min(99, before * 100 / (before + behind));
    }

    private ReplicaState completeState(Database.Cursor cursor) {
        ReplicaState state = state(cursor);
        if (state.incomplete()) {
            throw new IncompleteStoreException();
        }
        return state;
    }

    private ReplicaState state(Database.Cursor cursor) {
        cursor.seek(keys.state());
        Map.Entry<byte[], byte[]> entry = cursor.next();
        return entry != null && Arrays.equals(entry.getKey(), keys.state())
                ? ReplicaState.decode(entry.getValue(), keys)
                : ReplicaState.EMPTY;
    }
}
