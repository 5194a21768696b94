package io.catena.server.rpc;

/** What all connections of a server share. */
record ServerContext(
        RpcLimits limits,
        ServerMemory memory,
        Turns turns,
        RpcCounters counters,
        ServerMethods methods,
        NodeMessages nodes,
        ServerConnections connections,
        RateLimitedLog log) {}
