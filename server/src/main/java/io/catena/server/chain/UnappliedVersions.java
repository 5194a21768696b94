package io.catena.server.chain;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The versions that records above the applied seq give to keys, which the key space on disk does not hold yet. The map
 * is only looked up, never iterated, so that nothing depends on the order of a hash.
 */
final class UnappliedVersions {
    /** For each key its versions, oldest first; a deletion is a version without a value. */
    private final Map<Key, Deque<VersionedValue>> versions = new HashMap<>();

    void add(LogRecord record) {
        List<LoggedWrite> writes = record.writes();
        for (int i = 0; i < writes.size(); i++) {
            LoggedWrite write = writes.get(i);
            if (write.changesKey()) {
                versions.computeIfAbsent(write.key(), key -> new ArrayDeque<>(2))
                        .addLast(new VersionedValue(write.value(), record.versionOf(i)));
            }
        }
    }

    /** The record has reached the key space on disk. */
    void dropApplied(LogRecord record) {
        drop(record, true);
    }

    /** The record was removed from the end of the log. */
    void dropTruncated(LogRecord record) {
        drop(record, false);
    }

    private void drop(LogRecord record, boolean oldest) {
        for (LoggedWrite write : record.writes()) {
            if (!write.changesKey()) {
                continue;
            }
            Deque<VersionedValue> ofKey = versions.get(write.key());
            Invariant.check(ofKey != null, "no version of key %s from %s", write.key(), record);
            VersionedValue dropped = oldest ? ofKey.removeFirst() : ofKey.removeLast();
            Invariant.check(
                    LogRecord.seqOf(dropped.version()) == record.seq(),
                    "version %d of key %s where one of %s was expected",
                    dropped.version(),
                    write.key(),
                    record);
            if (ofKey.isEmpty()) {
                versions.remove(write.key());
            }
        }
    }

    /** Whether a record above the seq changes the key. */
    boolean isChangedAbove(Key key, long seq) {
        Deque<VersionedValue> ofKey = versions.get(key);
        return ofKey != null && LogRecord.seqOf(ofKey.peekLast().version()) > seq;
    }

    /** The newest version that a record at or below the seq gave to the key; null if this holds none. */
    VersionedValue newest(Key key, long seq) {
        Deque<VersionedValue> ofKey = versions.get(key);
        if (ofKey == null) {
            return null;
        }
        for (Iterator<VersionedValue> newestFirst = ofKey.descendingIterator(); newestFirst.hasNext(); ) {
            VersionedValue version = newestFirst.next();
            if (LogRecord.seqOf(version.version()) <= seq) {
                return version.exists() ? version : VersionedValue.ABSENT;
            }
        }
        return null;
    }
}
