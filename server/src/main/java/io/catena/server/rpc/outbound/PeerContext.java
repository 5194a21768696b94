package io.catena.server.rpc.outbound;

import io.catena.server.rpc.Budget;
import io.catena.server.rpc.RateLimitedLog;
import io.catena.server.rpc.RpcCounters;

/**
 * What all connections to other nodes share.
 *
 * @param output the memory of output that waits to be sent
 */
record PeerContext(
        PeerConnector connector, PeerLimits limits, Budget output, RpcCounters counters, RateLimitedLog log) {}
