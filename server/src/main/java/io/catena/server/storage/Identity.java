package io.catena.server.storage;

/**
 * Whose directory it is.
 *
 * @param clusterId made when the cluster was, so that two clusters of one name are told apart
 * @param nodeId the node's stable id
 * @param retired whether the node has left the cluster for good
 * @param format the highest format that the cluster had while the node took part
 */
public record Identity(String clusterId, String nodeId, boolean retired, int format) {
    Identity asRetired() {
        return new Identity(clusterId, nodeId, true, format);
    }

    Identity withFormat(int newFormat) {
        return new Identity(clusterId, nodeId, retired, newFormat);
    }
}
