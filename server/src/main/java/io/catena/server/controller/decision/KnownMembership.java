package io.catena.server.controller.decision;

import io.catena.server.chain.Configuration;

/**
 * What a node knows of the chain's members. Every node, member or not, keeps the newest configuration that it has heard
 * of beside its data, for the case that ZooKeeper loses its own. It may be older than the node's replica, but never
 * wrong.
 *
 * @param configuration the newest configuration that the node has heard of
 * @param activatedEpoch the highest epoch known to have been activated; 0 if none
 */
public record KnownMembership(Configuration configuration, long activatedEpoch) {}
