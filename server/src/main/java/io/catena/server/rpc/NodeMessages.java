package io.catena.server.rpc;

import io.catena.server.chain.Message;

/** What other nodes say. */
@FunctionalInterface
public interface NodeMessages {
    /**
     * Called on the event loop; must not block. Messages of one connection come in the order of their sending; when one
     * cannot be read its connection is closed, so none is ever left out in the middle. The sender is who it says it is
     * only as far as the network is trusted.
     *
     * <p>What an implementation throws is logged and closes the connection; an implementation that has to end the
     * process over something does so itself.
     */
    void received(Message.Envelope from, Message message);
}
