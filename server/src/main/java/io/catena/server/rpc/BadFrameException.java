package io.catena.server.rpc;

import io.netty.handler.codec.DecoderException;

/** What comes on a connection makes no sense, so the connection is closed. Its message fits behind "closed: ". */
final class BadFrameException extends DecoderException {
    private static final long serialVersionUID = 1;

    BadFrameException(String message) {
        super(message);
    }

    /** Whoever can connect could otherwise make the node walk its stack for every four bytes. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
