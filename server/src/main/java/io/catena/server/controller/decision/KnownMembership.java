package io.catena.server.controller.decision;

import io.catena.server.chain.Configuration;

/**
 * What a node knows of who is in the chain. Every node keeps the newest that it has heard of beside its data, members or
 * not, for the case that ZooKeeper loses what it knew. It may be older than the node's replica, never wrong.
 *
 * @param configuration the newest configuration heard of
 * @param activatedEpoch the highest epoch known to have been activated; 0 if none
 */
public record KnownMembership(Configuration configuration, long activatedEpoch) {}
