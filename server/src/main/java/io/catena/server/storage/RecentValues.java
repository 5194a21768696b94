package io.catena.server.storage;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.catena.server.chain.Key;
import io.catena.server.chain.VersionedValue;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What LevelDB holds of keys of one chain that were looked up recently, in bounds for the node: so that a second look needs no
 * disk. Open to all threads at any time, except that one thread at a time changes LevelDB, and says so.
 */
final class RecentValues {
    /** What an entry takes in memory besides the bytes of its key and value. */
    private static final int ENTRY_BYTES = 240;

    /** Where a value of one chain stands; what was there before the chain's content was replaced is found no more. */
    record Place(int chain, long content, Key key) {}

    private final Cache<Place, VersionedValue> values;
    private final int chain;
    /** Rises when the content is replaced. */
    private volatile long content;
    /** Even while LevelDB does not change, and never twice the same; guarded by this. */
    private long generation;

    /** @param values of all chains of the node */
    RecentValues(Cache<Place, VersionedValue> values, int chain) {
        this.values = values;
        this.chain = chain;
    }

    /** @param maxBytes of memory, for all chains of a node together */
    static Cache<Place, VersionedValue> cache(long maxBytes) {
        return Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher(RecentValues::bytes)
                .executor(Runnable::run)
                .build();
    }

    private static int bytes(Place place, VersionedValue value) {
        return ENTRY_BYTES + place.key().bytes().length + (value.exists() ? value.value().length : 0);
    }

    private Place place(Key key) {
        return new Place(chain, content, key);
    }

    /** What LevelDB holds, {@link VersionedValue#ABSENT} included; null if it was not looked up recently. Does not block. */
    VersionedValue get(Key key) {
        return values.getIfPresent(place(key));
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
            values.put(place(key), found);
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
            Place place = place(key);
            if (values.getIfPresent(place) != null) {
                values.put(place, version.exists() ? version : VersionedValue.ABSENT);
            }
        });
        changeEnds();
    }

    /** LevelDB holds something else altogether. */
    void replaced() {
        content++;
        changeEnds();
    }

    private synchronized void changeEnds() {
        generation++;
    }
}
