package io.catena.server.storage;

import io.catena.server.chain.Key;
import io.catena.server.chain.SnapshotChunk;
import io.catena.server.storage.leveldb.Batch;
import io.catena.server.storage.leveldb.Database;
import java.nio.ByteBuffer;

/**
 * What LevelDB holds of one chain: the key space and the client sessions, each batch with the state that fits it. For one thread at a
 * time.
 */
final class KeySpace {
    private final Database database;
    private final StoredKeys keys;

    KeySpace(Database database, StoredKeys keys) {
        this.database = database;
        this.keys = keys;
    }

    /** Puts what records did into the batch, with the state that holds with the last of them. */
    void put(Unflushed.Changes changes, ReplicaState state, Batch batch) {
        changes.keys().forEach((key, version) -> {
            if (version.exists()) {
                put(batch, key, version.value(), version.version());
            } else {
                batch.delete(keys.data(key));
            }
        });
        changes.sessions().forEach((number, encoded) -> putSession(batch, number, encoded));
        state.putInto(batch, keys);
    }

    /** Changes the state alone. */
    void commit(ReplicaState state) {
        commit(new Batch(), state);
    }

    private void commit(Batch batch, ReplicaState state) {
        state.putInto(batch, keys);
        database.write(batch);
    }

    /** Removes everything. Each batch leaves the state behind, which says that removing is under way. */
    void wipe(ReplicaState wiping) {
        Wipe.run(database, keys, wiping);
    }

    void install(SnapshotChunk chunk, ReplicaState state) {
        Batch batch = new Batch();
        for (SnapshotChunk.Entry entry : chunk.entries()) {
            put(batch, entry.key(), entry.value(), entry.version());
        }
        if (chunk.last()) {
            ByteBuffer in = ByteBuffer.wrap(chunk.sessions());
            while (in.hasRemaining()) {
                byte[] one = new byte[in.getInt()];
                in.get(one);
                putSession(batch, ByteBuffer.wrap(one).getLong(), one);
            }
        }
        commit(batch, state);
    }

    private void put(Batch batch, Key userKey, byte[] value, long version) {
        byte[] key = keys.data(userKey);
        ByteBuffer content =
                Sealed.room(Long.BYTES + value.length).putLong(version).put(value);
        batch.put(key, Sealed.seal(key, content));
    }

    private void putSession(Batch batch, long number, byte[] encoded) {
        byte[] key = keys.session(number);
        if (encoded == null) {
            batch.delete(key);
        } else {
            batch.put(key, Sealed.seal(key, Sealed.room(encoded.length).put(encoded)));
        }
    }
}
