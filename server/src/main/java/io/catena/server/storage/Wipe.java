package io.catena.server.storage;

import io.catena.server.storage.leveldb.Batch;
import io.catena.server.storage.leveldb.Database;
import java.util.Map;

/** Removes all content of a chain but the state, in batches of bounded size. Safe to repeat. */
final class Wipe {
    private static final int KEYS_PER_BATCH = 4096;

    private Wipe() {}

    /** Removes it. Each batch leaves the given state behind, which says that removing is under way. */
    static void run(Database database, StoredKeys keys, ReplicaState state) {
        for (byte kind : new byte[] {StoredKeys.DATA, StoredKeys.SESSION}) {
            byte[] from = keys.first(kind);
            while (from != null) {
                from = next(database, keys, state, kind, from);
            }
        }
    }

    /** Removes one batch; where to go on, or null if no key of the kind is left. */
    private static byte[] next(Database database, StoredKeys keys, ReplicaState state, byte kind, byte[] from) {
        Batch batch = new Batch();
        byte[] last = null;
        try (Database.Cursor cursor = database.open()) {
            cursor.seek(from);
            Map.Entry<byte[], byte[]> entry = cursor.next();
            while (entry != null
                    && keys.is(kind, entry.getKey())
                    && batch.operations().size() < KEYS_PER_BATCH) {
                last = entry.getKey();
                batch.delete(last);
                entry = cursor.next();
            }
        }
        if (last != null) {
            state.putInto(batch, keys);
            database.write(batch);
        }
        return last;
    }
}
