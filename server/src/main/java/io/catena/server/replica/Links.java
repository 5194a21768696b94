package io.catena.server.replica;

import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import java.util.Set;

/** The way to other nodes. Messages to one node arrive in order, or not at all from some point on (L1). On the replica's loop. */
public interface Links {
    /** Sends a message, or loses it; of a connection that is lost the replica hears. */
    void send(Member to, Message.Envelope envelope, Message message);

    /** Gives up the connection to a node, with what is under way on it; the next message makes another. */
    void disconnect(Member from);

    /** Connections to other addresses than these are needed no more. */
    void retain(Set<String> addresses);
}
