package io.catena.server.rpc;

/**
 * What all connections to other nodes share.
 *
 * @param output the memory of output that waits to be sent
 */
record PeerContext(
        PeerConnector connector, PeerLimits limits, Budget output, RpcCounters counters, RateLimitedLog log) {}
