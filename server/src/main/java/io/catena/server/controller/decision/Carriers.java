package io.catena.server.controller.decision;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which nodes are to carry a chain. It says who may get a place, and never who has to lose one: what is safe follows from the chain's
 * configurations alone. Immutable.
 *
 * @param placed ids of the nodes, in the order in which they are to stand; empty while that is not known
 * @param replicas how many there should be; 0: every node carries the chain, and nothing else is looked at
 * @param holders ids of the registered nodes that said, when their processes began, that they hold data of the chain; all of them as long
 *     as the chain has no configuration
 * @param busy ids of the nodes that take part in as many transfers of other chains as a node may (M13)
 * @param still ids of the nodes that are to take part in no further handover for now (M19)
 */
public record Carriers(List<String> placed, int replicas, Set<String> holders, Set<String> busy, Set<String> still) {
    public static final Carriers EVERY_NODE = new Carriers(List.of(), 0, Set.of());

    public Carriers {
        placed = List.copyOf(placed);
        holders = Collections.unmodifiableSet(new TreeSet<>(holders));
        busy = Collections.unmodifiableSet(new TreeSet<>(busy));
        still = Collections.unmodifiableSet(new TreeSet<>(still));
    }

    /** No node is busy. */
    public Carriers(List<String> placed, int replicas, Set<String> holders) {
        this(placed, replicas, holders, Set.of(), Set.of());
    }

    public Carriers withBusy(Set<String> inTransfers, Set<String> inHandovers) {
        return new Carriers(placed, replicas, holders, inTransfers, inHandovers);
    }

    boolean areAllNodes() {
        return replicas == 0;
    }

    boolean include(String nodeId) {
        return areAllNodes() || placed.contains(nodeId);
    }

    /** Whether the node may hold data of the chain, or get some soon: the chain is not made before it has said what it holds (C6). */
    boolean concern(String nodeId) {
        return include(nodeId) || holders.contains(nodeId);
    }
}
