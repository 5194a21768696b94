/**
 * One running node: wires the parts, and carries the replica and clients' requests on threads, Thrift, LevelDB and ZooKeeper.
 *
 * <p>{@link io.catena.server.node.Node} is the composition root; it promises that a start which is refused leaves nothing
 * registered. {@code ReplicaHost} brings the replica's lives what happens; {@code StoreDisk} is each one's way to the disk; {@code WireRequests} takes requests from the wire; {@code NodeShutdown} ends the process in
 * order, or on the spot when going on could do harm.
 *
 * <p>All state of the replica, and all that is here unless a class says otherwise, belongs to the node's event loop. The
 * disk has two threads of its own, ZooKeeper a few; what they bring comes back through the loop. This package may know all
 * others; nobody knows it but the main class.
 */
package io.catena.server.node;
