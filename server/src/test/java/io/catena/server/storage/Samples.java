package io.catena.server.storage;

import io.catena.server.chain.DiskWrite;
import io.catena.server.chain.Key;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.SnapshotChunk;
import io.catena.server.chain.VersionedValue;
import io.catena.server.chain.WriteId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** What the tests of this package write into stores. */
final class Samples {
    static final long NO_TRIM = Long.MAX_VALUE / 2;

    private Samples() {}

    static Key key(String text) {
        return new Key(bytes(text));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static LoggedWrite put(String key, String value) {
        return put(key, bytes(value));
    }

    static LoggedWrite put(String key, byte[] value) {
        return new LoggedWrite(LoggedWrite.Kind.PUT, key(key), value, null, null);
    }

    static LoggedWrite put(String key, String value, WriteId id) {
        return new LoggedWrite(LoggedWrite.Kind.PUT, key(key), bytes(value), id, null);
    }

    static LoggedWrite delete(String key) {
        return new LoggedWrite(LoggedWrite.Kind.DELETE, key(key), null, null, null);
    }

    static LoggedWrite openSession() {
        return new LoggedWrite(LoggedWrite.Kind.OPEN_SESSION, null, null, null, null);
    }

    static LogRecord record(long seq, LoggedWrite... writes) {
        return LogRecord.encode(seq, 1, List.of(writes));
    }

    static DiskWrite append(LogRecord... records) {
        return new DiskWrite(false, -1, List.of(records), List.of(), 1, 1, 0);
    }

    static DiskWrite apply(LogRecord... records) {
        return new DiskWrite(false, -1, List.of(), List.of(records), 1, 1, Long.MAX_VALUE);
    }

    static DiskWrite appendAndApply(LogRecord... records) {
        return new DiskWrite(false, -1, List.of(records), List.of(records), 1, 1, Long.MAX_VALUE);
    }

    static DiskWrite truncate(long to, LogRecord... records) {
        return new DiskWrite(false, to, List.of(records), List.of(), 1, 1, 0);
    }

    static DiskWrite reset(long epoch, long lineage, LogRecord... records) {
        return new DiskWrite(true, -1, List.of(records), List.of(), epoch, lineage, 0);
    }

    static SnapshotChunk chunk(long seq, String after, byte[] sessions, String... keys) {
        return chunkReadAt(seq, seq, after, sessions, keys);
    }

    static SnapshotChunk chunkReadAt(long seq, long readAt, String after, byte[] sessions, String... keys) {
        List<SnapshotChunk.Entry> entries = Stream.of(keys)
                .map(key -> new SnapshotChunk.Entry(key(key), bytes("of " + key), seq))
                .toList();
        Key behind = after == null ? null : key(after);
        return new SnapshotChunk(seq, readAt, behind, entries, sessions != null, sessions, sessions == null ? 50 : 100);
    }

    /** The value as text; null if there is none. */
    static String text(VersionedValue found) {
        return found.exists() ? new String(found.value(), StandardCharsets.UTF_8) : null;
    }
}
