package io.catena.server.storage;

import io.catena.server.chain.Key;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.Sessions;
import io.catena.server.chain.SnapshotChunk;
import io.catena.server.chain.Versioned;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What LevelDB holds: the key space and the client sessions, each batch with the state that fits it. For one thread at a
 * time.
 */
final class KeySpace {
    private final Database database;
    private Sessions sessions = new Sessions();

    KeySpace(Database database) {
        this.database = database;
    }

    /** The sessions as LevelDB has them. */
    void recovered(Sessions found) {
        sessions = found;
    }

    /** An independent copy. */
    Sessions sessions() {
        return sessions.copy();
    }

    /** Does what the records say, of each key only what is left in the end. Returns just that. */
    Map<Key, Versioned> apply(List<LogRecord> records, ReplicaState state) {
        Map<Key, Versioned> last = new HashMap<>();
        SortedSet<Long> changed = new TreeSet<>();
        for (LogRecord record : records) {
            List<LoggedWrite> writes = record.writes();
            for (int i = 0; i < writes.size(); i++) {
                LoggedWrite write = writes.get(i);
                if (write.changesKey()) {
                    last.put(write.key(), new Versioned(write.value(), record.versionOf(i)));
                }
            }
            changed.addAll(sessions.apply(record));
        }
        Batch batch = new Batch();
        last.forEach((key, version) -> {
            if (version.exists()) {
                put(batch, key, version.value(), version.version());
            } else {
                batch.delete(Keys.data(key));
            }
        });
        for (long number : changed) {
            putSession(batch, number, sessions.encode(number));
        }
        commit(batch, state);
        return last;
    }

    /** Changes the state alone. */
    void commit(ReplicaState state) {
        commit(new Batch(), state);
    }

    private void commit(Batch batch, ReplicaState state) {
        state.putInto(batch);
        database.write(batch);
    }

    /** Removes everything. Each batch leaves the state behind, which says that removing is under way. */
    void wipe(ReplicaState wiping) {
        Wipe.run(database, wiping);
        sessions = new Sessions();
    }

    void install(SnapshotChunk chunk, ReplicaState state) {
        Batch batch = new Batch();
        for (SnapshotChunk.Entry entry : chunk.entries()) {
            put(batch, entry.key(), entry.value(), entry.version());
        }
        if (chunk.last()) {
            sessions = Sessions.decodeAll(chunk.sessions());
            ByteBuffer in = ByteBuffer.wrap(chunk.sessions());
            while (in.hasRemaining()) {
                byte[] one = new byte[in.getInt()];
                in.get(one);
                putSession(batch, ByteBuffer.wrap(one).getLong(), one);
            }
        }
        commit(batch, state);
    }

    private static void put(Batch batch, Key userKey, byte[] value, long version) {
        byte[] key = Keys.data(userKey);
        ByteBuffer content =
                Sealed.room(Long.BYTES + value.length).putLong(version).put(value);
        batch.put(key, Sealed.seal(key, content));
    }

    private static void putSession(Batch batch, long number, byte[] encoded) {
        byte[] key = Keys.session(number);
        if (encoded == null) {
            batch.delete(key);
        } else {
            batch.put(key, Sealed.seal(key, Sealed.room(encoded.length).put(encoded)));
        }
    }
}
