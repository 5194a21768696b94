package io.catena.server.rpc;

import io.netty.handler.codec.DecoderException;

/**
 * A connection has delivered bytes that are not valid; the connection is closed. The message fits behind "closed: ".
 */
public final class BadFrameException extends DecoderException {
    private static final long serialVersionUID = 1;

    private final boolean isTls;

    public BadFrameException(String message) {
        this(message, false);
    }

    private BadFrameException(String message, boolean isTls) {
        super(message);
        this.isTls = isTls;
    }

    /** A caller begins a TLS handshake where plain text is spoken. */
    static BadFrameException tls() {
        return new BadFrameException("a TLS handshake where plain text is spoken", true);
    }

    public boolean isTls() {
        return isTls;
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
