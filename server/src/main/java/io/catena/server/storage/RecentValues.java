package io.catena.server.storage;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.catena.server.chain.Key;
import io.catena.server.chain.VersionedValue;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What LevelDB holds of keys that were looked up recently, in bounds: so that a second look needs no disk. Open to all threads at
 * any time, except that one thread at a time changes LevelDB, and says so.
 */
final class RecentValues {
    /** What an entry takes in memory besides the bytes of its key and value. */
    private static final int ENTRY_BYTES = 200;

    private final Cache<Key, VersionedValue> values;
    /** Even while LevelDB does not change, and never twice the same; guarded by this. */
    private long generation;

    /** @param maxBytes of memory */
    RecentValues(long maxBytes) {
        this.values = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher(RecentValues::bytes)
                .executor(Runnable::run)
                .build();
    }

    private static int bytes(Key key, VersionedValue value) {
        return ENTRY_BYTES + key.bytes().length + (value.exists() ? value.value().length : 0);
    }

    /** What LevelDB holds, {@link VersionedValue#ABSENT} included; null if it was not looked up recently. Does not block. */
    VersionedValue get(Key key) {
        return values.getIfPresent(key);
    }

    /** What LevelDB holds, which is looked up unless it is known. */
    VersionedValue get(Key key, Supplier<VersionedValue> lookUp) {
        VersionedValue known = get(key);
        if (known != null) {
            return known;
        }
        long before = generation();
        VersionedValue found = lookUp.get();
        keep(key, found, before);
        return found;
    }

    private synchronized long generation() {
        return generation;
    }

    /** What was found while LevelDB changed, or before, may be old. */
    private synchronized void keep(Key key, VersionedValue found, long before) {
        if (before == generation && before % 2 == 0) {
            values.put(key, found);
        }
    }

    /** LevelDB begins to change: what is found from now on, or is on its way here, does not count. */
    synchronized void changeBegins() {
        generation += generation % 2 == 0 ? 1 : 2;
    }

    /**
     * LevelDB has changed and holds these versions now; one without a value for a key that is gone. Until this call returns the
     * caller sees to it that no reader asks here for one of these keys.
     */
    void changed(Map<Key, VersionedValue> keys) {
        keys.forEach((key, version) -> {
            if (values.getIfPresent(key) != null) {
                values.put(key, version.exists() ? version : VersionedValue.ABSENT);
            }
        });
        changeEnds();
    }

    /** LevelDB holds something else altogether. */
    void replaced() {
        values.invalidateAll();
        changeEnds();
    }

    private synchronized void changeEnds() {
        generation++;
    }
}
