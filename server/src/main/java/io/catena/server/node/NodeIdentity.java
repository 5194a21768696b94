package io.catena.server.node;

import io.catena.server.rpc.HostPort;

/** Who this node is, for as long as its process runs. */
record NodeIdentity(String cluster, String clusterId, String nodeId, HostPort announced) {
    String address() {
        return announced.toString();
    }
}
