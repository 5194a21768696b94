package io.catena.cli;

import io.catena.client.ClusterAdmin;
import io.catena.client.Layout;
import io.catena.client.NodeAdmin;
import io.catena.client.ServerAddress;
import io.catena.client.UnavailableException;
import io.catena.thrift.NodeStatus;
import io.catena.thrift.PlacedNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All chains of a cluster, and what each of their nodes says of itself. Chains and nodes are asked one after the other: what
 * changes meanwhile may look as if it were not well.
 *
 * @param layouts chain 1 first
 * @param replies of each node that has a place in a chain, or joins one
 * @param placed all nodes that carry chains or may, by their ids; empty if each chain is on all nodes, or if that is not known
 */
record ClusterView(
        List<Layout> layouts,
        SortedMap<ServerAddress, Poll.Reply<NodeStatus>> replies,
        SortedMap<String, PlacedNode> placed) {
    private static final long PLACEMENT_MILLIS = 2_000;

    /** Asks all nodes of these layouts. */
    static ClusterView of(List<Layout> layouts, CatenaCommand catena, long timeoutMillis) {
        long limitMillis = catena.timeoutMillis(timeoutMillis);
        return new ClusterView(
                layouts,
                Poll.nodes(layouts, limitMillis, catena.access(), NodeAdmin::status),
                placed(catena, Math.min(limitMillis, PLACEMENT_MILLIS)));
    }

    /** Only ZooKeeper knows: without it a status has to do without. */
    private static SortedMap<String, PlacedNode> placed(CatenaCommand catena, long limitMillis) {
        SortedMap<String, PlacedNode> placed = new TreeMap<>();
        try {
            new ClusterAdmin(catena.servers(), catena.access())
                    .placement(limitMillis)
                    .getNodes()
                    .forEach(node -> placed.put(node.getNodeId(), node));
        } catch (UnavailableException e) {
            return placed;
        }
        return placed;
    }

    /** Those that are to carry nothing. */
    List<DrainedNode> drained() {
        Map<String, Integer> carried = new HashMap<>();
        nodes().stream()
                .filter(reply -> reply.answer() != null)
                .forEach(reply ->
                        carried.put(reply.member().nodeId(), reply.answer().getReplicasSize()));
        return placed.values().stream()
                .filter(PlacedNode::isDrained)
                .map(node -> new DrainedNode(node, carried.get(node.getNodeId())))
                .toList();
    }

    /** In the order of their addresses. */
    List<Poll.Reply<NodeStatus>> nodes() {
        return List.copyOf(replies.values());
    }

    /** Of the members of the chain, from head to tail, then of the joining node. */
    List<Poll.Reply<NodeStatus>> replies(Layout layout) {
        return Poll.places(layout, replies);
    }

    String cluster() {
        return layouts.get(0).cluster();
    }

    /** The first fields of what is told for programs. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("cluster", cluster());
        json.put("chains", layouts.size());
        return json;
    }
}
