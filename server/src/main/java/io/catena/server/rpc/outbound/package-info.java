/**
 * The connections that this node opens to other nodes: one for messages of replicas, one for calls that it passes on or makes
 * itself.
 *
 * <p>Promised: messages go in order, or not at all from some point on, of which the replica is told; each call gets one outcome,
 * which says whether it may have been done. Not promised: that a message arrives.
 *
 * <p>The event loop owns all state. It knows the wire, and nothing of the connections that others open.
 */
package io.catena.server.rpc.outbound;
