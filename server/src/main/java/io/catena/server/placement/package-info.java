/**
 * Which nodes carry which chains, in which order: a pure function of the nodes, of today's placement and of two numbers that
 * were fixed when the cluster was made. It knows neither ZooKeeper nor replicas. How a placement is reached, one permitted
 * change of a chain after the other, is not decided here.
 *
 * <p>Promised ({@link io.catena.server.placement.PermittedPlacement} is the table, written independently): each chain has its
 * number of replicas on different nodes, in different domains where there are enough; each node has
 * replicas, heads and tails within one of its share; what a node has that stays is moved only where it has more than its
 * share, or where evenness forces a replica out of the way: the node with room may already have each chain that lacks one. The
 * same arguments give the same result on every node. Not promised: the fewest moves, and the fewest changes of heads and
 * tails.
 */
package io.catena.server.placement;
