package io.catena.server.storage;

import io.catena.server.chain.Key;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.Versioned;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What applied records did to keys, as long as LevelDB does not hold it. Open to all threads. */
final class Unflushed {
    /** The newest version of each key; one without a value for a key that is gone. */
    private final Map<Key, Versioned> newest = new ConcurrentHashMap<>();

    void add(LogRecord record) {
        List<LoggedWrite> writes = record.writes();
        for (int i = 0; i < writes.size(); i++) {
            LoggedWrite write = writes.get(i);
            if (write.changesKey()) {
                newest.put(write.key(), new Versioned(write.value(), record.versionOf(i)));
            }
        }
    }

    /** Null if LevelDB knows. */
    Versioned get(Key key) {
        return newest.get(key);
    }

    /** LevelDB holds these. */
    void remove(Map<Key, Versioned> flushed) {
        flushed.forEach((key, version) -> {
            Versioned kept = newest.get(key);
            if (kept != null && kept.version() == version.version()) {
                newest.remove(key, kept);
            }
        });
    }

    void clear() {
        newest.clear();
    }
}
