/**
 * One running node: connects its parts, and runs the replica and clients' requests on threads, Thrift, LevelDB and
 * ZooKeeper.
 *
 * <p>{@link io.catena.server.node.Node} is the composition root; it promises that a start that is refused leaves
 * nothing registered. {@code ReplicaHost} passes events to the replica's lives; {@code StoreDisk} gives each life its
 * access to the disk; {@code WireRequests} takes requests from the wire; {@code NodeShutdown} ends the process in
 * order, or at once when to continue could do harm.
 *
 * <p>All state of the replica, and all state here unless a class says otherwise, belongs to the node's event loop. The
 * disk has two threads of its own, ZooKeeper a few; their results return through the loop. This package may know all
 * others; only the main class may know it.
 */
package io.catena.server.node;
