package io.catena.server.controller.decision;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Remembers, for one term, which nodes had a failing link between them: a node that fails with several others is itself
 * to blame (H5). A node that has stood in the line for a while since and got on with its neighbours is acquitted: the
 * other node was to blame.
 */
final class LinkBlame {
    private final long acquittalNanos;
    private final Map<String, Set<String>> failedWith = new HashMap<>();
    /** Since when nodes of the line have got on with their neighbours. */
    private final Map<String, Long> soundSinceNanos = new HashMap<>();

    LinkBlame(long acquittalNanos) {
        this.acquittalNanos = acquittalNanos;
    }

    /** Takes the state of the links now, before failures are noted. Nothing is missed between two looks. */
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

    /** Notes that the link from one node to the other failed; the other direction is noted by a call of its own. */
    void note(String one, String other) {
        failedWith.computeIfAbsent(one, id -> new HashSet<>()).add(other);
    }

    /** The nodes with which the node did not get on. */
    Set<String> of(String nodeId) {
        return Set.copyOf(failedWith.getOrDefault(nodeId, Set.of()));
    }
}
