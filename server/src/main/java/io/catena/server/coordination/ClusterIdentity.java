package io.catena.server.coordination;

import io.catena.server.chain.ClusterShape;

/**
 * Which cluster this is.
 *
 * @param clusterId drawn at random when the cluster was made, never changed
 * @param formatVersion how the data in ZooKeeper is laid out; the cluster's format stands in its settings
 * @param shape chosen when the cluster was made, never changed
 */
public record ClusterIdentity(String clusterId, int formatVersion, ClusterShape shape) {
    /** Of a cluster that does not say its shape. */
    public ClusterIdentity(String clusterId, int formatVersion) {
        this(clusterId, formatVersion, ClusterShape.ONE_CHAIN);
    }
}
