/**
 * What a node does with a client's request: its own replica answers if it is the right one, else the request goes on to the node
 * that is, and what becomes of it there comes back. It knows the chain, the replica of this node, and ports alone
 * ({@link io.catena.server.runtime.Clock}, {@link io.catena.server.requests.NodeCalls}), so that a node and the simulator run the
 * same classes. Everything in here belongs to one loop, the replica's.
 */
package io.catena.server.requests;
