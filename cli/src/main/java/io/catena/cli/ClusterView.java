package io.catena.cli;

import io.catena.client.CatenaClient;
import io.catena.client.Layout;
import io.catena.client.NodeAdmin;
import io.catena.client.ServerAddress;
import io.catena.thrift.NodeStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All chains of a cluster, and what each of their nodes says of itself. Chains and nodes are asked one after the other: what
 * changes meanwhile may look as if it were not well.
 */
final class ClusterView {
    private final List<Layout> layouts;
    /** In the order of their addresses. */
    private final Map<ServerAddress, Poll.Reply<NodeStatus>> nodes;

    private ClusterView(List<Layout> layouts, Map<ServerAddress, Poll.Reply<NodeStatus>> nodes) {
        this.layouts = layouts;
        this.nodes = nodes;
    }

    static ClusterView look(CatenaCommand catena, CatenaClient client, long timeoutMillis) {
        List<Layout> layouts = client.layouts();
        Map<ServerAddress, Layout.Member> found = new HashMap<>();
        for (Layout layout : layouts) {
            layout.members().forEach(member -> found.put(member.address(), member));
            layout.joining().ifPresent(member -> found.put(member.address(), member));
        }
        List<Layout.Member> members = new ArrayList<>(found.values());
        members.sort(Comparator.comparing(Layout.Member::host).thenComparingInt(Layout.Member::port));
        Map<ServerAddress, Poll.Reply<NodeStatus>> nodes = new LinkedHashMap<>();
        for (Poll.Reply<NodeStatus> reply :
                Poll.nodes(members, catena.timeoutMillis(timeoutMillis), catena.access(), NodeAdmin::status)) {
            nodes.put(reply.member().address(), reply);
        }
        return new ClusterView(layouts, nodes);
    }

    /** Chain 1 first. */
    List<Layout> layouts() {
        return layouts;
    }

    /** Of each node that has a place in a chain, or joins one. */
    List<Poll.Reply<NodeStatus>> nodes() {
        return List.copyOf(nodes.values());
    }

    /** Of the members of the chain, from head to tail, then of the joining node. */
    List<Poll.Reply<NodeStatus>> replies(Layout layout) {
        List<Poll.Reply<NodeStatus>> replies = new ArrayList<>();
        layout.members()
                .forEach(member -> replies.add(nodes.get(member.address()).as(member, false)));
        layout.joining()
                .ifPresent(member -> replies.add(nodes.get(member.address()).as(member, true)));
        return replies;
    }
}
