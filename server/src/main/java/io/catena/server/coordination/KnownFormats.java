package io.catena.server.coordination;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.coordination.CoordinationException.MalformedZnode;
import io.catena.server.coordination.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.coordination.ZnodeCodec.Registered;
import io.catena.server.coordination.ZooKeeperCalls.Znode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The formats that the nodes of a cluster know, as their registrations say. Every call blocks on ZooKeeper. */
final class KnownFormats {
    private final Cluster cluster;
    private final ChainZnodes chain;

    KnownFormats(Cluster cluster, ChainZnodes chain) {
        this.cluster = cluster;
        this.chain = chain;
    }

    /**
     * The nodes that prevent the use of a format, one clause each: registered nodes that do not know it, and nodes that
     * have a place in the chain and are not registered, whose formats are unknown. Empty if all know it.
     */
    List<String> objections(int format) throws MalformedZnode, ZooKeeperUnavailable {
        List<String> objections = registeredWithout(format);
        List<String> registered = cluster.calls().children(cluster.znodes().nodes());
        List<Member> line = chain.fetch().map(Configuration::line).orElse(List.of());
        for (Member member : line) {
            if (!registered.contains(member.nodeId())) {
                objections.add(
                        words(member.nodeId(), member.address()) + " has a place in the chain and is not registered");
            }
        }
        return objections;
    }

    /** The registered nodes that do not know a format, one clause each. */
    List<String> registeredWithout(int format) throws MalformedZnode, ZooKeeperUnavailable {
        List<String> without = new ArrayList<>();
        for (String nodeId : cluster.calls().children(cluster.znodes().nodes())) {
            String path = cluster.znodes().node(nodeId);
            Optional<Znode> znode = cluster.calls().read(path);
            if (znode.isPresent()) {
                Registered node = cluster.codec().registered(path, znode.get().data());
                if (!node.formats().includes(format)) {
                    without.add(words(node.nodeId(), node.address()) + " knows " + node.formats());
                }
            }
        }
        return without;
    }

    private static String words(String nodeId, String address) {
        return "node " + nodeId + " at " + address;
    }
}
