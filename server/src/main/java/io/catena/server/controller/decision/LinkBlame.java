package io.catena.server.controller.decision;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Remembers, for one term, which nodes did not get on with each other: who fails with several is itself to blame. A node
 * that has stood in the line for a while since and got on with its neighbours is acquitted: the other was to blame.
 */
final class LinkBlame {
    private final long acquittalNanos;
    private final Map<String, Set<String>> failedWith = new HashMap<>();
    /** Since when nodes of the line have got on with their neighbours. */
    private final Map<String, Long> soundSinceNanos = new HashMap<>();

    LinkBlame(long acquittalNanos) {
        this.acquittalNanos = acquittalNanos;
    }

    /** How the nodes of the line get on now; comes before what is noted of them. Nothing is missed between two looks. */
    void look(long nowNanos, Collection<String> line, Set<String> troubled) {
        soundSinceNanos.keySet().retainAll(line);
        for (String nodeId : line) {
            if (nowNanos - soundSinceNanos.getOrDefault(nodeId, nowNanos) >= acquittalNanos) {
                failedWith.remove(nodeId);
            }
            if (troubled.contains(nodeId)) {
                soundSinceNanos.remove(nodeId);
            } else {
                soundSinceNanos.putIfAbsent(nodeId, nowNanos);
            }
        }
    }

    /** The one did not get on with the other; the other way round is a note of its own. */
    void note(String one, String other) {
        failedWith.computeIfAbsent(one, id -> new HashSet<>()).add(other);
    }

    /** With whom the node did not get on. */
    Set<String> of(String nodeId) {
        return Set.copyOf(failedWith.getOrDefault(nodeId, Set.of()));
    }
}
