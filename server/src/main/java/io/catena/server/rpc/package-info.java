/**
 * Thrift in, Thrift out. What clients, operators and other nodes say arrives here as frames; what this node says to
 * other nodes leaves from here.
 *
 * <p>The package promises that nothing hostile, broken or slow on a connection reaches the replica: frames are bounded
 * in size and in time, requests are checked against the limits of {@code catena.thrift} before any of them is handed
 * on, buffers are bounded, and a reply is given exactly once to the call that it belongs to. It does not promise that
 * a message arrives, only that those which do arrive in the order of their sending.
 *
 * <p>All state is owned by one thread, the event loop that also owns the replica: handlers are called on it, so they
 * must never block. {@link io.catena.server.rpc.Reply} may be used from any thread; everything else on the loop only,
 * unless its documentation says otherwise.
 *
 * <p>It knows the messages of {@code chain} and how to write them; it knows nothing of storage, coordination or of what
 * a replica does with what it is told.
 */
package io.catena.server.rpc;
