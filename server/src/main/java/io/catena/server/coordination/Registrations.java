package io.catena.server.coordination;

import io.catena.server.coordination.client.CoordinationException.MalformedZnode;
import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.coordination.client.PipelinedReads;
import io.catena.server.coordination.client.ZooKeeperCalls.Znode;
import io.catena.server.placement.CarryingNode;
import io.catena.server.registration.RegisteredNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The registrations of all nodes of a cluster, read together. Every call blocks on ZooKeeper. */
public final class Registrations {
    private Registrations() {}

    /** The node as a placement sees it. */
    public static CarryingNode carrying(RegisteredNode node) {
        return new CarryingNode(
                node.nodeId(), node.carrier().domain(), node.carrier().capacity());
    }

    /** By their paths. */
    public static SortedMap<String, Znode> znodes(Cluster cluster) throws ZooKeeperUnavailable {
        PipelinedReads reads = cluster.calls().pipelined();
        Map<String, PipelinedReads.Reading<Optional<Znode>>> readings = new TreeMap<>();
        for (String nodeId : cluster.calls().children(cluster.znodes().nodes())) {
            String path = cluster.znodes().node(nodeId);
            readings.put(path, reads.data(path));
        }
        SortedMap<String, Znode> znodes = new TreeMap<>();
        for (Map.Entry<String, PipelinedReads.Reading<Optional<Znode>>> reading : readings.entrySet()) {
            reading.getValue().await().ifPresent(znode -> znodes.put(reading.getKey(), znode));
        }
        return znodes;
    }

    /** In the order of their ids. An operator is told of one that cannot be understood, and it is left out. */
    public static List<RegisteredNode> understood(Cluster cluster) throws ZooKeeperUnavailable {
        List<RegisteredNode> nodes = new ArrayList<>();
        znodes(cluster).forEach((path, znode) -> {
            try {
                RegisteredNode node =
                        cluster.codec().registered(path, znode.data()).node();
                if (path.equals(cluster.znodes().node(node.nodeId()))) {
                    nodes.add(node);
                }
            } catch (MalformedZnode e) {
                cluster.alarms().raise(path, znode.stat().getMzxid(), e.getMessage());
            }
        });
        return nodes;
    }
}
