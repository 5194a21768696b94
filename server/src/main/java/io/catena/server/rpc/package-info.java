/**
 * The wire: calls and messages of clients, operators and other nodes come in here as frames, and the messages and calls
 * of this node to other nodes go out.
 *
 * <p>Promised: nothing hostile, broken or slow on a connection reaches the replica. Frames are bounded in size and in
 * time; requests are checked against the limits of {@code catena.thrift} before any of them is passed on; buffers are
 * bounded; each call gets exactly one reply. Not promised: that a message arrives; those that arrive do so in the order
 * in which they were sent.
 *
 * <p>All state is owned by one thread, the event loop, which also owns the replica. Handlers are called on it, so they
 * must never block. {@link io.catena.server.rpc.Reply} may be used from any thread; everything else on the loop only,
 * unless its documentation says otherwise.
 *
 * <p>It may know the messages of {@code chain} and their encoding. It must not know storage, coordination, or what a
 * replica does with a message.
 */
package io.catena.server.rpc;
