package io.catena.server.coordination;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.coordination.ZnodeCodec.Registered;
import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.coordination.client.ZooKeeperCalls.Znode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The formats that the nodes of a cluster know, as their registrations say. Every call blocks on ZooKeeper. */
final class KnownFormats {
    private final Cluster cluster;

    KnownFormats(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * The nodes that prevent the use of a format, one clause each: registered nodes that do not know it, and nodes that
     * have a place in a chain and are not registered, whose formats are unknown. Empty if all know it.
     */
    List<String> objections(int format, List<ChainZnodes> chains) throws MalformedZnode, ZooKeeperUnavailable {
        // One look at the registrations serves both checks: a member that registers anew between two looks would be in
        // neither.
        Map<String, Registered> registered = registered();
        List<String> objections = without(format, registered.values());
        Set<String> missing = new LinkedHashSet<>();
        for (ChainZnodes chain : chains) {
            for (Member member : chain.fetch().map(Configuration::line).orElse(List.of())) {
                if (!registered.containsKey(member.nodeId())) {
                    missing.add(words(member.nodeId(), member.address())
                            + " has a place in the chain and is not registered");
                }
            }
        }
        objections.addAll(missing);
        return objections;
    }

    /** The registered nodes that know only lower formats, one clause each. */
    List<String> registeredBelow(int format) throws MalformedZnode, ZooKeeperUnavailable {
        return clauses(registered().values(), node -> node.formats().newest() < format);
    }

    private static List<String> without(int format, Collection<Registered> nodes) {
        return clauses(nodes, node -> !node.formats().includes(format));
    }

    private static List<String> clauses(Collection<Registered> nodes, Predicate<Registered> which) {
        return nodes.stream()
                .filter(which)
                .map(node -> words(node.nodeId(), node.address()) + " knows " + node.formats())
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** By the ids of the nodes. */
    private Map<String, Registered> registered() throws MalformedZnode, ZooKeeperUnavailable {
        Map<String, Registered> registered = new LinkedHashMap<>();
        for (String nodeId : cluster.calls().children(cluster.znodes().nodes())) {
            String path = cluster.znodes().node(nodeId);
            Optional<Znode> znode = cluster.calls().read(path);
            if (znode.isPresent()) {
                registered.put(
                        nodeId, cluster.codec().registered(path, znode.get().data()));
            }
        }
        return registered;
    }

    private static String words(String nodeId, String address) {
        return "node " + nodeId + " at " + address;
    }
}
