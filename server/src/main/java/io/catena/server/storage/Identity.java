package io.catena.server.storage;

import io.catena.server.chain.ClusterShape;

/**
 * Whose directory it is.
 *
 * @param clusterId made when the cluster was, so that two clusters of one name are told apart
 * @param nodeId the node's stable id
 * @param retired whether the node has left the cluster for good
 * @param format the highest format that the cluster had while the node took part
 * @param shape of the cluster
 */
public record Identity(String clusterId, String nodeId, boolean retired, int format, ClusterShape shape) {
    /** Of a cluster of one chain. */
    public Identity(String clusterId, String nodeId, boolean retired, int format) {
        this(clusterId, nodeId, retired, format, ClusterShape.ONE_CHAIN);
    }

    Identity asRetired() {
        return new Identity(clusterId, nodeId, true, format, shape);
    }

    Identity withFormat(int newFormat) {
        return new Identity(clusterId, nodeId, retired, newFormat, shape);
    }
}
