package io.catena.server.controller;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Remembers, for one term, which nodes did not get on with each other: who fails with several is itself to blame. */
final class Estrangement {
    private final Map<String, Set<String>> estranged = new HashMap<>();

    void note(String one, String other) {
        estranged.computeIfAbsent(one, id -> new HashSet<>()).add(other);
        estranged.computeIfAbsent(other, id -> new HashSet<>()).add(one);
    }

    /** With how many the node did not get on. */
    int of(String nodeId) {
        return estranged.getOrDefault(nodeId, Set.of()).size();
    }
}
