/**
 * The wire: frames, the calls and messages in them, and the bounds of both. {@link io.catena.server.rpc.inbound} has the
 * connections that other processes open to this node, {@link io.catena.server.rpc.outbound} those that this node opens to other
 * nodes, {@link io.catena.server.rpc.tls} what protects both; none of them knows the others.
 *
 * <p>Promised: nothing hostile, broken or slow on a connection reaches the replica. Frames are bounded in size and in
 * time, and so is what they become in memory. Not promised: that a message arrives; those that arrive do so in the order
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
