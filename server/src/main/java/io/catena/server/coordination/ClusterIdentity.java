package io.catena.server.coordination;

/**
 * Which cluster this is.
 *
 * @param clusterId drawn at random when the cluster was made, never changed
 * @param formatVersion how the data in ZooKeeper is laid out; the cluster's format stands in its settings
 */
public record ClusterIdentity(String clusterId, int formatVersion) {}
