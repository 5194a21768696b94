package io.catena.server.node;

/** Who this node is, for as long as its process runs. */
record NodeIdentity(String cluster, String clusterId, String nodeId, String host, int port) {
    String address() {
        return host + ":" + port;
    }
}
