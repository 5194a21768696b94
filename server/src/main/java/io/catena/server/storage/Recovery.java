package io.catena.server.storage;

import io.catena.server.chain.CorruptRecordException;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.Sessions;
import io.catena.server.chain.StoredState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads what an earlier life left in a store, and checks that it fits together. Used once. */
final class Recovery {
    private final Database database;
    private final ReplicaState state;
    private final RetainedLog log;

    Recovery(Database database, ReplicaState state, long retainLogBytes) {
        this.database = database;
        this.state = state;
        this.log = new RetainedLog(state.firstLogSeq(), retainLogBytes);
    }

    /** The state of a store, which may be new. */
    static ReplicaState readState(Database database) {
        ReplicaState found = ReplicaState.read(database);
        if (found != null) {
            return found;
        }
        try (Database.Cursor cursor = database.open()) {
            cursor.seek(new byte[0]);
            if (cursor.next() != null) {
                throw new CorruptStoreException("the store holds data but does not say how much is applied; stop the"
                        + " replica and let it copy the chain's state anew");
            }
        }
        return ReplicaState.EMPTY;
    }

    StoredState run() {
        try (Database.Cursor cursor = database.open()) {
            List<LogRecord> pending = readLog(cursor);
            return new StoredState(
                    state.lineage(),
                    state.epoch(),
                    state.applied(),
                    state.firstLogSeq(),
                    List.copyOf(pending),
                    readSessions(cursor),
                    state.installing());
        }
    }

    /** The log that {@link #run} has found. */
    RetainedLog log() {
        return log;
    }

    private List<LogRecord> readLog(Database.Cursor cursor) {
        List<LogRecord> pending = new ArrayList<>();
        cursor.seek(Keys.log(state.firstLogSeq()));
        Map.Entry<byte[], byte[]> entry = cursor.next();
        while (entry != null && Keys.is(Keys.LOG, entry.getKey())) {
            LogRecord record = decode(entry.getKey(), entry.getValue());
            check(record.seq() == log.end() + 1, "record " + (log.end() + 1) + " is missing from the log");
            int length = record.bytes().length;
            log.append(length);
            if (record.seq() <= state.applied()) {
                log.applied(length);
            } else {
                pending.add(record);
            }
            entry = cursor.next();
        }
        check(
                log.end() == state.logEnd(),
                "the log ends at record " + log.end() + " instead of record " + state.logEnd());
        return pending;
    }

    /** The record stored under a key of the log. */
    static LogRecord decode(byte[] key, byte[] value) {
        long seq = Keys.number(key);
        try {
            LogRecord record = LogRecord.decode(value);
            check(record.seq() == seq, "record " + record.seq() + " stands where record " + seq + " belongs");
            return record;
        } catch (CorruptRecordException e) {
            throw new CorruptStoreException(problem("record " + seq + " is corrupt: " + e.getMessage()), e);
        }
    }

    /** All client sessions in a view of the database. */
    static Sessions readSessions(Database.Cursor cursor) {
        Sessions sessions = new Sessions();
        cursor.seek(Keys.first(Keys.SESSION));
        Map.Entry<byte[], byte[]> entry = cursor.next();
        while (entry != null && Keys.is(Keys.SESSION, entry.getKey())) {
            sessions.restore(Sealed.rest(Sealed.unseal(entry.getKey(), entry.getValue())));
            entry = cursor.next();
        }
        return sessions;
    }

    private static void check(boolean holds, String problem) {
        if (!holds) {
            throw new CorruptStoreException(problem(problem));
        }
    }

    private static String problem(String what) {
        return what + "; stop the replica and let it copy the chain's state anew";
    }
}
