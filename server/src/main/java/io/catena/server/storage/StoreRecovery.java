package io.catena.server.storage;

import io.catena.server.chain.LogRecord;
import io.catena.server.chain.SessionTable;
import io.catena.server.storage.files.CorruptStoreException;
import io.catena.server.storage.journal.LogPart;
import io.catena.server.storage.journal.RecordLog;
import io.catena.server.storage.leveldb.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads what an earlier life left in a store, and checks that LevelDB and the log fit together. Used once. */
final class StoreRecovery {
    private final ReplicaState state;
    private final SessionTable sessions;
    private final List<LogRecord> unflushed = new ArrayList<>();
    private final List<LogRecord> pending = new ArrayList<>();

    /**
     * @param inDatabase what LevelDB says of itself
     * @param noSessions in the bounds of all replicas
     */
    StoreRecovery(Database database, StoredKeys keys, RecordLog log, ReplicaState inDatabase, SessionTable noSessions) {
        LogPart last = log.recover(inDatabase.voidBlocks(), inDatabase.applied());
        check(
                log.lastBlock() >= inDatabase.lastBlock(),
                "the log ends at block " + log.lastBlock() + ", and block " + inDatabase.lastBlock() + " was in it");
        state = last == null ? inDatabase : inDatabase.after(last, log.lastBlock());
        check(
                log.end() >= state.applied(),
                "the log ends at record " + log.end() + ", and record " + state.applied() + " has been applied");
        check(
                log.first() <= inDatabase.applied() + 1,
                "record " + (inDatabase.applied() + 1) + " is missing from the log");
        for (LogRecord record : log.read(inDatabase.applied() + 1, Long.MAX_VALUE)) {
            (record.seq() <= state.applied() ? unflushed : pending).add(record);
        }
        try (Database.Cursor cursor = database.open()) {
            sessions = readSessions(cursor, keys, noSessions);
        }
    }

    /** The state of a chain, of which there may be nothing yet. */
    static ReplicaState readState(Database database, StoredKeys keys) {
        ReplicaState found = ReplicaState.read(database, keys);
        if (found != null) {
            return found;
        }
        try (Database.Cursor cursor = database.open()) {
            cursor.seek(keys.lowest());
            Map.Entry<byte[], byte[]> entry = cursor.next();
            if (entry != null && keys.isOfChain(entry.getKey())) {
                throw new CorruptStoreException("LevelDB holds data but does not say how much is applied");
            }
        }
        return ReplicaState.EMPTY;
    }

    /** What LevelDB and the log say together. */
    ReplicaState state() {
        return state;
    }

    /** The sessions as LevelDB has them. */
    SessionTable sessions() {
        return sessions;
    }

    /** Records that are applied, and that LevelDB lacks. */
    List<LogRecord> unflushed() {
        return unflushed;
    }

    /** Records that are not applied. */
    List<LogRecord> pending() {
        return List.copyOf(pending);
    }

    /** All client sessions in a view of the database, in the bounds of the given ones. */
    static SessionTable readSessions(Database.Cursor cursor, StoredKeys keys, SessionTable none) {
        SessionTable sessions = none.empty();
        cursor.seek(keys.first(StoredKeys.SESSION));
        Map.Entry<byte[], byte[]> entry = cursor.next();
        while (entry != null && keys.is(StoredKeys.SESSION, entry.getKey())) {
            sessions.restore(Sealed.rest(Sealed.unseal(entry.getKey(), entry.getValue())));
            entry = cursor.next();
        }
        return sessions;
    }

    private static void check(boolean holds, String problem) {
        if (!holds) {
            throw new CorruptStoreException(problem);
        }
    }
}
