/**
 * The services that a node offers: their methods, what a request must be, and who may make it.
 *
 * <p>Promised: a handler gets no request that breaks a limit, and none of a caller that may not make it; of each order of an
 * operator the audit learns the outcome. Not promised: that a request is carried out, which the handler's reply says.
 *
 * <p>The only state is who a connection's caller is, of the event loop ({@link
 * io.catena.server.rpc.inbound.services.RemoteCaller}). It knows the wire and {@code access}, and nothing of connections, places and turns.
 */
package io.catena.server.rpc.inbound.services;
