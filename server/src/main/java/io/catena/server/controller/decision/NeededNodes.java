package io.catena.server.controller.decision;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whose registrations a controller needs for one chain. In a large cluster that is a small part: else each look at each chain
 * would take as long as there are nodes.
 */
public final class NeededNodes {
    private NeededNodes() {}

    /**
     * Ids of the nodes that have a place in the chain, are to get one, or have registered a replica of it. Empty: all nodes
     * are needed, because every node carries the chain, or because it has no configuration: before it is formed, each node that
     * may hold data of it is asked (C6).
     *
     * @param current the newest configuration; null if there is none
     * @param replicas on how many nodes the chain is to be; 0: on all
     * @param placed ids of the nodes on which it is to be, as far as that is known
     * @param lives ids of the nodes that have registered a replica of it
     */
    public static Optional<Set<String>> of(
            Configuration current, int replicas, List<String> placed, Collection<String> lives) {
        if (replicas == 0 || current == null) {
            return Optional.empty();
        }
        Set<String> needed = new TreeSet<>(lives);
        needed.addAll(placed);
        current.line().stream().map(Member::nodeId).forEach(needed::add);
        return Optional.of(needed);
    }
}
