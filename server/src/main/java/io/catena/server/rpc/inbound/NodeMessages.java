package io.catena.server.rpc.inbound;

import io.catena.server.chain.Message;

/** Takes the messages of other nodes. */
@FunctionalInterface
public interface NodeMessages {
    /**
     * Called on the event loop; must not block. Messages of one connection come in the order in which they were sent; a
     * message that cannot be read closes the connection, so that no message is left out between two others. With
     * TLS the sender is the node that the envelope names; in plain text it is as trustworthy as the network.
     *
     * <p>An exception that an implementation throws is logged and closes the connection. An implementation that must
     * end the process because of it does so itself.
     *
     * @param memoryBytes an estimate of the memory of the message
     */
    void received(Message.Envelope from, Message message, long memoryBytes);
}
