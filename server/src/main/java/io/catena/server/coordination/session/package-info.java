/**
 * The session of a node: it keeps the node and the lives of its replicas registered (N5, N6), and tells the news of a chain.
 *
 * <p>Promised: after each reconnect everything is read again, and watches are only hints; a znode of another session is never
 * adopted; what is told is what was read last. Not promised: that a node learns in time that its session has expired. Leases guard
 * against that.
 *
 * <p>One thread of the session owns all state, and may block. The state machines are those of {@code registration}, whose ports are
 * implemented here. It knows nothing of the controller.
 */
package io.catena.server.coordination.session;
