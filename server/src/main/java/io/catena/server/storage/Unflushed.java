package io.catena.server.storage;

import io.catena.server.chain.Key;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.SessionTable;
import io.catena.server.chain.VersionedValue;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What applied records did, as long as LevelDB does not hold it: of each key and each client session only what is left in
 * the end. {@link #get} is open to all threads at any time. Everything else needs the owner's lock, except that
 * {@link #flushed} needs only that no other thread takes or begins at the same time.
 */
final class Unflushed {
    /**
     * What goes into LevelDB at once.
     *
     * @param keys the newest version of each key; one without a value for a key that is gone
     * @param sessions encoded; null for one that is forgotten
     */
    record Changes(Map<Key, VersionedValue> keys, Map<Long, byte[]> sessions) {}

    /**
     * What LevelDB may lack. One reference to both, so that no reader looks in between.
     *
     * @param gathering the newest
     * @param flushing what is on its way into LevelDB, older than what is gathered
     */
    private record Maps(Map<Key, VersionedValue> gathering, Map<Key, VersionedValue> flushing) {
        static Maps empty(int keys) {
            return new Maps(new ConcurrentHashMap<>(keys), Map.of());
        }
    }

    private volatile Maps maps = Maps.empty(0);

    /** All sessions, those that LevelDB has included. */
    private SessionTable sessions;

    private final SortedSet<Long> changedSessions = new TreeSet<>();

    /** @param inDatabase the sessions that LevelDB has */
    Unflushed(SessionTable inDatabase) {
        sessions = inDatabase;
    }

    /** LevelDB has everything, and these sessions. */
    void begin(SessionTable inDatabase) {
        maps = Maps.empty(0);
        sessions = inDatabase;
        changedSessions.clear();
    }

    void add(LogRecord record) {
        Map<Key, VersionedValue> gathering = maps.gathering();
        int index = 0;
        for (LoggedWrite write : record.writes()) {
            if (write.changesKey()) {
                gathering.put(write.key(), new VersionedValue(write.value(), record.versionOf(index)));
            }
            index++;
        }
        changedSessions.addAll(sessions.apply(record));
    }

    /** How many keys are gathered. */
    int size() {
        return maps.gathering().size();
    }

    /** Null if LevelDB knows. */
    VersionedValue get(Key key) {
        Maps now = maps;
        VersionedValue newest = now.gathering().get(key);
        return newest == null ? now.flushing().get(key) : newest;
    }

    /** An independent copy. */
    SessionTable sessions() {
        return sessions.copy();
    }

    /** Begins anew to gather. What was gathered can still be read, until {@link #flushed}. */
    Changes take() {
        Map<Long, byte[]> encoded = new HashMap<>();
        for (long number : changedSessions) {
            encoded.put(number, sessions.encode(number));
        }
        changedSessions.clear();
        Map<Key, VersionedValue> keys = maps.gathering();
        maps = new Maps(new ConcurrentHashMap<>(keys.size()), keys);
        return new Changes(Collections.unmodifiableMap(keys), encoded);
    }

    /** LevelDB holds what was taken. */
    void flushed() {
        maps = new Maps(maps.gathering(), Map.of());
    }
}
