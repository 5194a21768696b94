package io.catena.server.departing;

import io.catena.server.chain.Escaped;
import io.catena.server.placement.CarryingNode;
import io.catena.server.placement.Departures;
import io.catena.server.placement.PublishedPlacement;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Where the chains are to be, what is said of nodes, and which nodes are there, as it was read.
 *
 * @param registered the nodes that are there
 */
public record CarryingSituation(PublishedPlacement published, Departures departures, List<CarryingNode> registered) {
    private static final int MOST_NAMED = 20;
    private static final int MOST_ID_CHARACTERS = 100;

    /** The nodes that the placement names. */
    public List<CarryingNode> placed() {
        return published.named();
    }

    /** Ids of all nodes that are registered, placed or drained. */
    public SortedSet<String> nodes() {
        SortedSet<String> nodes = new TreeSet<>(departures.drained());
        nodes.addAll(there());
        placed().stream().map(CarryingNode::nodeId).forEach(nodes::add);
        return nodes;
    }

    private Set<String> there() {
        return registered.stream().map(CarryingNode::nodeId).collect(Collectors.toSet());
    }

    /** The nodes that are to carry something and are not registered. */
    public List<CarryingNode> absent() {
        Set<String> there = there();
        return placed().stream().filter(node -> !there.contains(node.nodeId())).toList();
    }

    /** The registered nodes that are to carry something if these are not. */
    public List<CarryingNode> carryingWithout(Set<String> without) {
        return registered.stream()
                .filter(node -> !without.contains(node.nodeId())
                        && !departures.drained().contains(node.nodeId()))
                .toList();
    }

    public void requireKnown(Set<String> nodeIds) throws DepartureRefused {
        SortedSet<String> nodes = nodes();
        for (String nodeId : nodeIds) {
            if (!nodes.contains(nodeId)) {
                throw new DepartureRefused(
                        DepartureRefused.Reason.UNKNOWN_NODE,
                        "there is no node '" + Escaped.of(nodeId, MOST_ID_CHARACTERS) + "'; there are "
                                + String.join(
                                        ", ", nodes.stream().limit(MOST_NAMED).toList())
                                + (nodes.size() > MOST_NAMED ? " and " + (nodes.size() - MOST_NAMED) + " more" : ""));
            }
        }
    }

    /**
     * A chain is complete elsewhere only on as many nodes as it is to be on (M10): with fewer nothing would come of it.
     *
     * @param without ids of the nodes that are to carry nothing
     */
    public void requireEnough(Set<String> without, int replicas) throws DepartureRefused {
        int left = carryingWithout(without).size();
        if (left < replicas) {
            throw new DepartureRefused(
                    DepartureRefused.Reason.TOO_FEW_NODES,
                    "there would be " + left + (left == 1 ? " node" : " nodes") + " that run" + (left == 1 ? "s" : "")
                            + ", for chains that are each to be on " + replicas
                            + ", so that they could not be complete there; start " + (replicas - left)
                            + " more first");
        }
    }
}
