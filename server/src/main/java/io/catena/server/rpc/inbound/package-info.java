/**
 * The connections that clients, operators and other nodes open to this node, and the calls and messages that come over them.
 *
 * <p>Promised: requests are checked against the limits of {@code catena.thrift} before any of them is passed on; each call gets
 * exactly one reply; connections take turns, and what they hold of this node's memory is bounded; a chain can recover however
 * many clients there are, because nodes and operators have places of their own. Not promised: that the other end is what it
 * seems to be.
 *
 * <p>The event loop owns all state. It knows the wire, and the receivers of calls by ports alone: {@code ClientRequests}, {@code
 * AdminRequests}, {@code NodeMessages}. It knows nothing of connections that this node opens.
 */
package io.catena.server.rpc.inbound;
