package io.catena.simulation.history;

import io.catena.server.chain.Key;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** For each key, the highest version of an acknowledged write, and when its client was told of it. */
final class Acknowledged {
    private final SortedMap<Key, TreeMap<Long, Long>> versions = new TreeMap<>();

    void add(Key key, long version, long nowNanos) {
        TreeMap<Long, Long> ofKey = versions.computeIfAbsent(key, k -> new TreeMap<>());
        Map.Entry<Long, Long> last = ofKey.lastEntry();
        if (last == null || last.getValue() < version) {
            ofKey.put(nowNanos, version);
        }
    }

    /** The highest version of which a client had been told at this moment; 0 if none. */
    long latest(Key key, long nanos) {
        TreeMap<Long, Long> ofKey = versions.get(key);
        Map.Entry<Long, Long> entry = ofKey == null ? null : ofKey.floorEntry(nanos);
        return entry == null ? 0 : entry.getValue();
    }
}
