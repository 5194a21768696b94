package io.catena.server.replica;

import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import java.util.Set;

/**
 * The way to other nodes. Messages to one node arrive in order, or not at all from some point on (L1). On the replica's
 * loop.
 */
public interface Links {
    /** Sends a message, or loses it together with the connection, of which the replica is told. */
    void send(Member to, Message.Envelope envelope, Message message);

    /** Drops the connection to a node with all messages under way on it; the next message makes another. */
    void disconnect(Member from);

    /** Connections to other addresses than these may be closed. */
    void retain(Set<String> addresses);
}
