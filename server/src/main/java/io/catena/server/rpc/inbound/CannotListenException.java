package io.catena.server.rpc.inbound;

import java.io.IOException;

/**
 * The node cannot accept connections at its address: the port is in use or not permitted, or the address is none of
 * this machine.
 */
public final class CannotListenException extends IOException {
    private static final long serialVersionUID = 1;

    private final String host;
    private final int port;

    CannotListenException(String host, int port, Throwable cause) {
        super(
                "cannot listen on " + host + ", port " + port + ": " + cause.getMessage()
                        + "; choose another port or address, or end the process that holds it",
                cause);
        this.host = host;
        this.port = port;
    }

    public String host() {
        return host;
    }

    public int port() {
        return port;
    }
}
