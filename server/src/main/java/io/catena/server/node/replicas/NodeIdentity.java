package io.catena.server.node.replicas;

import io.catena.server.chain.ClusterFormat;
import io.catena.server.registration.RegisteredNode;
import io.catena.server.rpc.HostPort;

/**
 * The identity of this node, for as long as its process runs.
 *
 * @param incarnation the number of this process: no other process of the node has or had it
 */
public record NodeIdentity(String cluster, String clusterId, String nodeId, long incarnation, HostPort announced) {
    public RegisteredNode registered() {
        return new RegisteredNode(nodeId, incarnation, address(), ClusterFormat.KNOWN);
    }

    public String address() {
        return announced.toString();
    }
}
