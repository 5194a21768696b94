package io.catena.server.storage;

/**
 * Whose directory it is.
 *
 * @param clusterId made when the cluster was, so that two clusters of one name are told apart
 * @param nodeId the node's stable id
 * @param retired whether the node has left the cluster for good
 */
public record Identity(String clusterId, String nodeId, boolean retired) {}
