package io.catena.server.controller;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Remembers, for one term, which nodes did not get on with each other: who fails with several is itself to blame. A node
 * that has stood in the line for a while since and got on with its neighbours is acquitted: the other was to blame.
 */
final class Estrangement {
    private final long acquittalNanos;
    private final Map<String, Set<String>> estranged = new HashMap<>();
    /** Since when nodes of the line have got on with their neighbours. */
    private final Map<String, Long> soundSinceNanos = new HashMap<>();

    Estrangement(long acquittalNanos) {
        this.acquittalNanos = acquittalNanos;
    }

    /** How the nodes of the line get on now; comes before what is noted of them. Nothing is missed between two looks. */
    void look(long nowNanos, Collection<String> line, Set<String> troubled) {
        soundSinceNanos.keySet().retainAll(line);
        for (String nodeId : line) {
            if (nowNanos - soundSinceNanos.getOrDefault(nodeId, nowNanos) >= acquittalNanos) {
                estranged.remove(nodeId);
            }
            if (troubled.contains(nodeId)) {
                soundSinceNanos.remove(nodeId);
            } else {
                soundSinceNanos.putIfAbsent(nodeId, nowNanos);
            }
        }
    }

    void note(String one, String other) {
        estranged.computeIfAbsent(one, id -> new HashSet<>()).add(other);
        estranged.computeIfAbsent(other, id -> new HashSet<>()).add(one);
    }

    /** With how many the node did not get on. */
    int of(String nodeId) {
        return of(nodeId, Set.of());
    }

    /** With how many the node did not get on, or does not at present. */
    int of(String nodeId, Set<String> atPresent) {
        Set<String> all = new HashSet<>(estranged.getOrDefault(nodeId, Set.of()));
        all.addAll(atPresent);
        return all.size();
    }
}
