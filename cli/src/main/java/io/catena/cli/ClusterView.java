package io.catena.cli;

import io.catena.client.Layout;
import io.catena.client.NodeAdmin;
import io.catena.client.ServerAddress;
import io.catena.thrift.NodeStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * All chains of a cluster, and what each of their nodes says of itself. Chains and nodes are asked one after the other: what
 * changes meanwhile may look as if it were not well.
 *
 * @param layouts chain 1 first
 * @param replies of each node that has a place in a chain, or joins one
 */
record ClusterView(List<Layout> layouts, SortedMap<ServerAddress, Poll.Reply<NodeStatus>> replies) {
    /** Asks all nodes of these layouts. */
    static ClusterView of(List<Layout> layouts, CatenaCommand catena, long timeoutMillis) {
        return new ClusterView(
                layouts, Poll.nodes(layouts, catena.timeoutMillis(timeoutMillis), catena.access(), NodeAdmin::status));
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
