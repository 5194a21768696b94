package io.catena.simulation.committed;

import io.catena.server.chain.Key;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.SessionTable;
import io.catena.server.chain.VersionedValue;
import io.catena.server.invariants.LogHash;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** What the committed records make of keys and client sessions, as digests. */
public final class ExpectedData {
    /** So few that sessions are forgotten while their clients use them. */
    public static final int MOST_SESSIONS = 8;

    private static final int MOST_SESSION_BYTES = 3_000;

    private final Map<Key, Long> keyDigests = new HashMap<>();
    private final Map<Long, Long> sessionDigests = new HashMap<>();
    private final SessionTable sessions = noSessions(MOST_SESSIONS);
    private long dataDigest;
    private long sessionDigest;

    /** None, in bounds that are felt. */
    public static SessionTable noSessions(int most) {
        return new SessionTable(most, MOST_SESSION_BYTES);
    }

    /** The sum over all keys of {@link #digest}. */
    long dataDigest() {
        return dataDigest;
    }

    /** As {@link #digest(byte[])} of all sessions. */
    long sessionDigest() {
        return sessionDigest;
    }

    /** Whether the client session is remembered. */
    boolean knowsSession(long number) {
        return sessionDigests.containsKey(number);
    }

    void apply(LogRecord record) {
        for (int i = 0; i < record.writes().size(); i++) {
            LoggedWrite write = record.writes().get(i);
            if (write.changesKey()) {
                Long old = write.value() == null
                        ? keyDigests.remove(write.key())
                        : keyDigests.put(write.key(), digest(write.key(), write.value(), record.versionOf(i)));
                dataDigest += write.value() == null ? 0 : keyDigests.get(write.key());
                dataDigest -= old == null ? 0 : old;
            }
        }
        for (long number : sessions.apply(record)) {
            byte[] encoded = sessions.encode(number);
            Long old = encoded == null
                    ? sessionDigests.remove(number)
                    : sessionDigests.put(number, digestOfSession(number, encoded));
            sessionDigest += encoded == null ? 0 : sessionDigests.get(number);
            sessionDigest -= old == null ? 0 : old;
        }
    }

    /** Of a key and what it holds. */
    public static long digest(Key key, byte[] value, long version) {
        return LogHash.mix(LogHash.mix(key.hashCode() * 31L + version) + Arrays.hashCode(value));
    }

    /** Of sessions that {@link SessionTable#encodeAll} wrote. */
    public static long digest(byte[] allSessions) {
        long digest = 0;
        ByteBuffer in = ByteBuffer.wrap(allSessions);
        while (in.hasRemaining()) {
            byte[] one = new byte[in.getInt()];
            in.get(one);
            digest += digestOfSession(ByteBuffer.wrap(one).getLong(), one);
        }
        return digest;
    }

    private static long digestOfSession(long number, byte[] encoded) {
        return LogHash.mix(number * 31 + Arrays.hashCode(encoded));
    }

    /** What the key holds when the store's whole log is applied, committed or not. */
    public static VersionedValue newest(io.catena.server.storage.ReplicaStore store, Key key) {
        VersionedValue newest = null;
        for (LogRecord record : store.readLog(store.firstLogSeq(), Integer.MAX_VALUE)) {
            for (int i = 0; i < record.writes().size(); i++) {
                LoggedWrite write = record.writes().get(i);
                if (write.changesKey() && write.key().equals(key)) {
                    newest = write.value() == null
                            ? VersionedValue.ABSENT
                            : new VersionedValue(write.value(), record.versionOf(i));
                }
            }
        }
        return newest == null ? store.get(key) : newest;
    }
}
