package io.catena.server.node.operators;

import io.catena.server.chain.Escaped;
import io.catena.server.coordination.Cluster;
import io.catena.server.coordination.PlacementZnodes;
import io.catena.server.coordination.Registrations;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.placement.CarryingNode;
import io.catena.server.placement.Departures;
import io.catena.server.placement.Placement;
import io.catena.server.registration.RegisteredNode;
import io.catena.thrift.InvalidRequest;
import io.catena.thrift.Refused;
import io.catena.thrift.RefusedReason;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Where the chains are to be, what is said of nodes, and which nodes are there, as it was read. */
record PlacementSituation(PlacementZnodes.Found found, List<RegisteredNode> registered) {
    private static final int MOST_NAMED = 20;
    private static final int MOST_ID_CHARACTERS = 100;

    /** Blocks on ZooKeeper; no older than this call. */
    static PlacementSituation read(Cluster cluster, PlacementZnodes znodes)
            throws MalformedZnode, ZooKeeperUnavailable {
        cluster.calls().catchUp(cluster.znodes().departures());
        PlacementZnodes.Found found = znodes.find();
        return new PlacementSituation(found, Registrations.understood(cluster));
    }

    Placement placement() {
        return found.published().placement();
    }

    /** The nodes that the placement names. */
    List<CarryingNode> placed() {
        return found.published().named();
    }

    Departures departures() {
        return found.departures();
    }

    /** Ids of all nodes that are registered, placed or drained. */
    SortedSet<String> nodes() {
        SortedSet<String> nodes = new TreeSet<>(departures().drained());
        nodes.addAll(there());
        placed().stream().map(CarryingNode::nodeId).forEach(nodes::add);
        return nodes;
    }

    private Set<String> there() {
        return registered.stream().map(RegisteredNode::nodeId).collect(Collectors.toSet());
    }

    /** The nodes that are to carry something and are not registered. */
    List<CarryingNode> absent() {
        Set<String> there = there();
        return placed().stream().filter(node -> !there.contains(node.nodeId())).toList();
    }

    /** The registered nodes that are to carry something if these are not. */
    List<CarryingNode> carryingWithout(Set<String> without) {
        return registered.stream()
                .filter(node -> !without.contains(node.nodeId())
                        && !departures().drained().contains(node.nodeId()))
                .map(Registrations::carrying)
                .toList();
    }

    void requireKnown(Set<String> nodeIds) throws InvalidRequest {
        SortedSet<String> nodes = nodes();
        for (String nodeId : nodeIds) {
            if (!nodes.contains(nodeId)) {
                throw new InvalidRequest("there is no node '" + Escaped.of(nodeId, MOST_ID_CHARACTERS) + "'; there are "
                        + String.join(", ", nodes.stream().limit(MOST_NAMED).toList())
                        + (nodes.size() > MOST_NAMED ? " and " + (nodes.size() - MOST_NAMED) + " more" : ""));
            }
        }
    }

    /**
     * A chain is complete elsewhere only on as many nodes as it is to be on (M10): with fewer nothing would come of it.
     *
     * @param without the nodes that are to carry nothing
     */
    void requireEnough(Set<String> without, int replicas) throws Refused {
        int left = carryingWithout(without).size();
        if (left < replicas) {
            throw new Refused(
                    "there would be " + left + (left == 1 ? " node" : " nodes") + " that run"
                            + (left == 1 ? "s" : "") + ", for chains that are each to be on " + replicas
                            + ", so that they could not be complete there; start " + (replicas - left) + " more first",
                    RefusedReason.TOO_FEW_NODES);
        }
    }
}
