package io.catena.server.rpc;

/** What has begun to come on a connection and is not handed on before its end has come. On the event loop. */
public interface PartialInput {
    /** The memory of bytes that have come and have not been handed on. */
    int bufferedBytes();

    /**
     * How long the first byte of what is incomplete has waited for the last one, in nanoseconds; 0 if nothing is incomplete, or
     * if the connection is not read.
     */
    long waitingNanos(long nowNanos);
}
