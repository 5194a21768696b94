package io.catena.server.rpc.inbound;

/**
 * Is told which connections do not read their answers as fast as they ask, so that nothing more is looked up for them meanwhile
 * (Q9). On the event loop.
 */
public interface SlowReaders {
    /** @param connection as in {@link io.catena.server.chain.Origin#connection} */
    void holdUp(long connection);

    /** The connection has read its answers, or has ended. Follows each {@link #holdUp}. */
    void goOn(long connection);
}
