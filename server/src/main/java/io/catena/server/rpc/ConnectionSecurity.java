package io.catena.server.rpc;

import io.catena.server.access.Principal;
import io.netty.channel.Channel;

/** How connections are protected, and how this node finds out who is at the other end. On the event loop. */
public interface ConnectionSecurity {
    /** Nothing is protected, and nobody is known. */
    ConnectionSecurity PLAIN = new ConnectionSecurity() {
        @Override
        public AcceptedInput accept(Channel channel) {
            return AcceptedInput.PLAIN;
        }

        @Override
        public void connect(Channel channel, HostPort to) {
            // Bytes go as they are.
        }

        @Override
        public Principal principal(Channel channel) {
            return Principal.NOBODY;
        }
    };

    /**
     * Protects a connection that has been accepted. To be called before anything else is added to its pipeline.
     *
     * @return what has come and cannot be decrypted yet
     */
    AcceptedInput accept(Channel channel);

    /**
     * Protects a connection that this node opens. It is closed unless the other end shows a certificate for this host. To be
     * called before anything else is added to its pipeline.
     */
    void connect(Channel channel, HostPort to);

    /**
     * Who is at the other end. To be called when the handshake is complete: then a {@link
     * io.netty.handler.ssl.SslHandshakeCompletionEvent} comes through the pipeline, before any bytes.
     */
    Principal principal(Channel channel);
}
