package io.catena.server.coordination;

/**
 * Which cluster this is.
 *
 * @param clusterId drawn at random when the cluster was made, never changed
 * @param formatVersion the version of the data in ZooKeeper
 */
public record ClusterIdentity(String clusterId, int formatVersion) {
    /** The version that this program writes, and the highest that it understands. */
    public static final int FORMAT_VERSION = 1;
}
