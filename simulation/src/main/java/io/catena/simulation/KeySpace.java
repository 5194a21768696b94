package io.catena.simulation;

import io.catena.server.chain.Key;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.Sessions;
import io.catena.server.chain.Versioned;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Keys, values and client sessions, with digests that follow each change. */
final class KeySpace {
    /** So few that sessions are forgotten while their clients use them. */
    static final int MOST_SESSIONS = 8;

    private static final int MOST_SESSION_BYTES = 3_000;

    private final NavigableMap<Key, Versioned> data = new TreeMap<>();
    private final Map<Long, Long> sessionDigests = new HashMap<>();
    private Sessions sessions;
    private long dataDigest;
    private long sessionDigest;

    KeySpace() {
        this(MOST_SESSIONS);
    }

    KeySpace(int mostSessions) {
        this.sessions = new Sessions(mostSessions, MOST_SESSION_BYTES);
    }

    NavigableMap<Key, Versioned> data() {
        return data;
    }

    Versioned get(Key key) {
        return data.getOrDefault(key, Versioned.ABSENT);
    }

    Sessions sessions() {
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
                put(write.key(), new Versioned(write.value(), record.versionOf(i)));
            } else if (write.kind() == LoggedWrite.Kind.DELETE) {
                remove(write.key());
            }
        }
        for (long number : sessions.apply(record)) {
            digestSession(number, sessions.encode(number));
        }
    }

    void put(Key key, Versioned value) {
        remove(key);
        data.put(key, value);
        dataDigest += digest(key, value);
    }

    private void remove(Key key) {
        Versioned old = data.remove(key);
        if (old != null) {
            dataDigest -= digest(key, old);
        }
    }

    /** Replaces all sessions by those that {@link Sessions#encodeAll} wrote. */
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

    void copyFrom(KeySpace other) {
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

    private static long digest(Key key, Versioned value) {
        return LogHash.mix(LogHash.mix(key.hashCode() * 31L + value.version()) + Arrays.hashCode(value.value()));
    }
}
