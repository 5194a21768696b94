package io.catena.server.node.requests;

import io.catena.server.node.replicas.ChainLayout;
import io.catena.server.replica.CurrentReplica;
import io.catena.server.requests.Requests;

/**
 * What this node needs to take requests for one chain. Owned by the event loop.
 *
 * @param layout the members, as far as the node knows them
 * @param replica the present life of the node's own replica, if it has one
 * @param requests takes the requests
 * @param failures says in words why one failed
 */
public record ChainAccess(ChainLayout layout, CurrentReplica replica, Requests requests, Failures failures) {}
