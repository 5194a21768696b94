/**
 * One running node: the composition root, its options, and the endpoint for requests and messages.
 *
 * <p>{@link io.catena.server.node.Node} promises that a start that is refused leaves nothing registered. The parts that
 * it connects are in the packages below: {@code replicas} runs the replica's lives, {@code requests} takes clients'
 * requests from the wire, {@code operators} carries out operators' requests, {@code health} reports the state of the
 * node, and {@code shutdown} ends the process in order, or at once when to continue could do harm.
 *
 * <p>All state of the replica, and all state here unless a class says otherwise, belongs to the node's event loop. The
 * disk has two threads of its own and some for look-ups, ZooKeeper a few; their results return through the loop. This
 * package may know all others; only the main class may know it.
 */
package io.catena.server.node;
