package io.catena.simulation;

import io.catena.server.chain.Key;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.SessionTable;
import io.catena.server.chain.VersionedValue;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Keys, values and client sessions, with digests that follow each change. */
final class SimulatedKeySpace {
    /** So few that sessions are forgotten while their clients use them. */
    static final int MOST_SESSIONS = 8;

    private static final int MOST_SESSION_BYTES = 3_000;

    private final NavigableMap<Key, VersionedValue> data = new TreeMap<>();
    private final Map<Long, Long> sessionDigests = new HashMap<>();
    private SessionTable sessions;
    private long dataDigest;
    private long sessionDigest;

    SimulatedKeySpace() {
        this(MOST_SESSIONS);
    }

    SimulatedKeySpace(int mostSessions) {
        this.sessions = new SessionTable(mostSessions, MOST_SESSION_BYTES);
    }

    NavigableMap<Key, VersionedValue> data() {
        return data;
    }

    VersionedValue get(Key key) {
        return data.getOrDefault(key, VersionedValue.ABSENT);
    }

    SessionTable sessions() {
        return sessions;
    }

    /** Equal for equal keys, values and versions. */
    long dataDigest() {
        return dataDigest;
    }

    /** Equal for equal sessions. */
    long sessionDigest() {
        return sessionDigest;
    }

    void apply(LogRecord record) {
        for (int i = 0; i < record.writes().size(); i++) {
            LoggedWrite write = record.writes().get(i);
            if (write.kind() == LoggedWrite.Kind.PUT) {
                put(write.key(), new VersionedValue(write.value(), record.versionOf(i)));
            } else if (write.kind() == LoggedWrite.Kind.DELETE) {
                remove(write.key());
            }
        }
        for (long number : sessions.apply(record)) {
            digestSession(number, sessions.encode(number));
        }
    }

    void put(Key key, VersionedValue value) {
        remove(key);
        data.put(key, value);
        dataDigest += digest(key, value);
    }

    private void remove(Key key) {
        VersionedValue old = data.remove(key);
        if (old != null) {
            dataDigest -= digest(key, old);
        }
    }

    /** Replaces all sessions by those that {@link SessionTable#encodeAll} wrote. */
    void replaceSessions(byte[] encoded) {
        sessions = sessions.empty();
        sessions.restoreAll(encoded);
        sessionDigests.clear();
        sessionDigest = 0;
        ByteBuffer in = ByteBuffer.wrap(encoded);
        while (in.hasRemaining()) {
            byte[] one = new byte[in.getInt()];
            in.get(one);
            digestSession(ByteBuffer.wrap(one).getLong(), one);
        }
    }

    void copyFrom(SimulatedKeySpace other) {
        wipe();
        other.data.forEach(this::put);
        replaceSessions(other.sessions.encodeAll());
    }

    void wipe() {
        data.clear();
        dataDigest = 0;
        replaceSessions(new byte[0]);
    }

    private void digestSession(long number, byte[] encoded) {
        long digest = encoded == null ? 0 : LogHash.mix(number * 31 + Arrays.hashCode(encoded));
        Long old = sessionDigests.put(number, digest);
        sessionDigest += digest - (old == null ? 0 : old);
    }

    private static long digest(Key key, VersionedValue value) {
        return LogHash.mix(LogHash.mix(key.hashCode() * 31L + value.version()) + Arrays.hashCode(value.value()));
    }
}
