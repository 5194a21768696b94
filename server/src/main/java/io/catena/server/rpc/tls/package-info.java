/**
 * TLS on the connections of the wire: the handshake and its computing, the records, and who is at the other end.
 *
 * <p>Promised: no handshake is computed on an event loop; a handshake, and a record that has begun, have a time limit and count
 * in the bounds of frames that have begun. Not promised: who may do what, which {@code access} says.
 *
 * <p>A connection's state is owned by its event loop, what waits to be computed by {@link
 * io.catena.server.rpc.tls.HandshakeQueue}. It knows the wire, and nothing of calls or of who opened a connection.
 */
package io.catena.server.rpc.tls;
