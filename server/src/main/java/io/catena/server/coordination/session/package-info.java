/**
 * A node's session on ZooKeeper's client: the ports of {@code registration} in versions that may block, the threads that drive
 * it, and what makes up for flaws of the client.
 *
 * <p>Promised: one thread of the session makes all calls, and calls the listeners; watches and connection events, which come on
 * ZooKeeper's threads, are passed on to it. Not promised: that a node learns in time that its session has expired. Leases guard
 * against that.
 *
 * <p>No rule of the protocol is in here. It knows nothing of the controller.
 */
package io.catena.server.coordination.session;
