package io.catena.server.node.replicas;

import io.catena.server.chain.ClusterFormat;
import io.catena.server.chain.FormatRange;
import io.catena.server.registration.Carrier;
import io.catena.server.registration.RegisteredNode;
import io.catena.server.rpc.HostPort;
import java.util.Optional;

/**
 * The identity of this node, for as long as its process runs.
 *
 * @param incarnation the number of this process: no other process of the node has or had it
 * @param formats that this program knows in a cluster of this shape
 */
public record NodeIdentity(
        String cluster, String clusterId, String nodeId, long incarnation, HostPort announced, FormatRange formats) {
    /** In a cluster of one chain. */
    public NodeIdentity(String cluster, String clusterId, String nodeId, long incarnation, HostPort announced) {
        this(cluster, clusterId, nodeId, incarnation, announced, ClusterFormat.KNOWN);
    }

    /** @param said what the node says of itself as a carrier of chains */
    public RegisteredNode registered(Optional<Carrier> said) {
        return new RegisteredNode(nodeId, incarnation, address(), formats, said);
    }

    public String address() {
        return announced.toString();
    }
}
