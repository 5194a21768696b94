package io.catena.server.rpc;

import io.netty.handler.codec.DecoderException;

/**
 * A connection has delivered bytes that are not valid; the connection is closed. The message fits behind "closed: ".
 */
public final class BadFrameException extends DecoderException {
    private static final long serialVersionUID = 1;

    public BadFrameException(String message) {
        super(message);
    }

    /**
     * Filling in stack traces would be expensive: a client that connects could cause one with every four bytes that it
     * sends.
     */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
