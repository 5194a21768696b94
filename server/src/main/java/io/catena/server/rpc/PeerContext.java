package io.catena.server.rpc;

/** What all connections to peers share. */
record PeerContext(PeerConnector connector, PeerLimits limits, RpcCounters counters, RateLimitedLog log) {}
