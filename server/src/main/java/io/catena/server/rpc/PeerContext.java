package io.catena.server.rpc;

/**
 * What all connections to peers share.
 *
 * @param output the memory of what waits to be sent
 */
record PeerContext(
        PeerConnector connector, PeerLimits limits, Budget output, RpcCounters counters, RateLimitedLog log) {}
